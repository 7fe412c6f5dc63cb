package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import io.debros.store.error.StorageException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs in the background, some time after the first write that is not synced. A failure is logged
 * once and from then on refuses every write: the operating system may have dropped what it could
 * not store, and a later sync would hide that. Thread-safe.
 */
final class IntervalSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IntervalSync.class);

  private final Path path;
  private final Duration delay;
  private final Runnable sync;
  private final Thread thread;
  private volatile boolean dirty; // written under the monitor, but for the quick look
  private volatile @Nullable Throwable failure;
  private boolean closed;

  private IntervalSync(Path path, Duration delay, Runnable sync) {
    this.path = path;
    this.delay = delay;
    this.sync = sync;
    this.thread = new Thread(this::run, "debros-sync");
    thread.setDaemon(true);
  }

  /** Starts the thread. */
  static IntervalSync start(Path path, Duration delay, Runnable sync) {
    IntervalSync started = new IntervalSync(path, delay, sync);
    started.thread.start();
    return started;
  }

  /** Says that there is something to sync. */
  void written() {
    if (!dirty) {
      synchronized (this) {
        dirty = true;
        notifyAll();
      }
    }
  }

  /**
   * @throws StorageException if a background sync has failed
   */
  void check() {
    Throwable cause = failure;
    if (cause != null) {
      throw new StorageException(problemOf(cause), cause);
    }
  }

  /** Ends the thread without a last sync and waits until it is gone. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // the thread uses native handles that are freed next
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (awaitWrite()) {
        sync.run();
      }
    } catch (Throwable e) {
      failure = e;
      LOG.error("{}", problemOf(e), e);
    }
  }

  /** Waits for a write and then for the delay; false when closed. */
  private synchronized boolean awaitWrite() throws InterruptedException {
    while (!dirty && !closed) {
      wait();
    }
    long deadline = System.nanoTime() + delay.toNanos();
    for (long left = delay.toNanos(); left > 0 && !closed; left = deadline - System.nanoTime()) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    dirty = false;
    return !closed;
  }

  private Problem problemOf(Throwable cause) {
    return problem("Writes could not be synced to the disk")
        .at("path", path)
        .at("reason", cause.getMessage())
        .advice("Check the disk, then open the node again; recent writes may be lost");
  }
}
