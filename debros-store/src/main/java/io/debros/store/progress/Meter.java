package io.debros.store.progress;

import static io.debros.store.error.Problem.problem;
import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.manifest.Address;
import java.util.concurrent.CancellationException;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one phase of a task has done, and tells its {@link Progress}. One thread at a time.
 */
@API(status = INTERNAL)
public final class Meter {
  private final Progress progress;
  private final String phase;
  private final @Nullable Address database;
  private final long total;
  private long done;
  private long bytes;

  /**
   * @param total as {@link Progress.Step}
   */
  public Meter(Progress progress, String phase, @Nullable Address database, long total) {
    this.progress = progress;
    this.phase = phase;
    this.database = database;
    this.total = total;
  }

  /**
   * Counts one unit.
   *
   * @throws CancellationException if the listener wants no more
   */
  public void add(long size) {
    add(1, size);
  }

  /** Counts several units. */
  public void add(long units, long size) {
    if (!count(units, size)) {
      throw new CancellationException(
          problem("Task was cancelled by its progress listener")
              .at("phase", phase)
              .at("done", done)
              .toString());
    }
  }

  /** Counts units of a phase that cannot be cancelled any more. */
  public void addAnyway(long units, long size) {
    count(units, size);
  }

  /** Units that were counted. */
  public long done() {
    return done;
  }

  /** Bytes that were counted. */
  public long bytes() {
    return bytes;
  }

  private boolean count(long units, long size) {
    done += units;
    bytes += size;
    return progress.reached(new Progress.Step(phase, database, done, total, bytes));
  }
}
