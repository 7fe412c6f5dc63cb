package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.manifest.Address;
import io.debros.store.progress.Progress;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Counts what a phase has done, and tells a {@link Progress} now and then. One thread. */
final class Cancellable {
  private static final long EVERY = 256;

  private final Progress progress;
  private String phase = "";
  private @Nullable Address database;
  private long done;
  private long total;
  private long told;

  Cancellable(Progress progress) {
    this.progress = progress;
  }

  /**
   * Begins a phase.
   *
   * @param units that it has, 0 if unknown
   */
  void begin(String name, @Nullable Address of, long units) {
    phase = name;
    database = of;
    done = 0;
    total = units;
    tell();
  }

  /** Some more units are done. */
  void done(long more) {
    done += more;
    if (done - told >= EVERY) {
      tell();
    }
  }

  /** The phase is over. */
  void end() {
    if (done != told) {
      tell();
    }
  }

  private void tell() {
    told = done;
    if (!progress.reached(new Progress.Step(phase, database, done, total))) {
      throw new CancellationException(
          problem("Task was cancelled by its listener")
              .at("phase", phase)
              .at("database", database)
              .advice("Start it again when it is wanted")
              .toString());
    }
  }
}
