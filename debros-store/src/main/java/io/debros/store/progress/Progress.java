package io.debros.store.progress;

import io.debros.store.manifest.Address;
import org.jspecify.annotations.Nullable;

/**
 * Told how far a long task is, on the thread that runs it, often; be quick. What it throws ends the
 * task and reaches the caller.
 */
@FunctionalInterface
public interface Progress {
  /** Listens to nothing and never cancels. */
  Progress NONE = step -> true;

  /**
   * A task came to a step.
   *
   * @return whether to go on; false ends the task with a {@link
   *     java.util.concurrent.CancellationException}
   */
  boolean reached(Step step);

  /**
   * How far a task is.
   *
   * @param phase what it does now, in a word or two
   * @param database that it works on; null if on no certain one
   * @param done units of this phase that are done: entries, rows or bytes
   * @param total units of this phase, as far as known; 0 if unknown
   * @param bytes that this phase has read or written; 0 where it does not count them
   */
  record Step(String phase, @Nullable Address database, long done, long total, long bytes) {
    /** A step of a phase that does not count bytes. */
    public Step(String phase, @Nullable Address database, long done, long total) {
      this(phase, database, done, total, 0);
    }
  }
}
