package io.debros.store.storage;

import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs in the background, some time after the first write that is not synced. A failure is logged
 * once, shuts the gate for writes and ends the thread. Thread-safe.
 */
final class IntervalSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IntervalSync.class);

  private final Path path;
  private final WriteGate gate;
  private final Duration delay;
  private final Runnable sync;
  private final Thread thread;
  private volatile boolean dirty; // written under the monitor, but for the quick look
  private boolean closed;

  private IntervalSync(Path path, WriteGate gate, Duration delay, Runnable sync) {
    this.path = path;
    this.gate = gate;
    this.delay = delay;
    this.sync = sync;
    this.thread = new Thread(this::run, "debros-sync");
    thread.setDaemon(true);
  }

  /** Starts the thread. */
  static IntervalSync start(Path path, WriteGate gate, Duration delay, Runnable sync) {
    IntervalSync started = new IntervalSync(path, gate, delay, sync);
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
      gate.shut(e);
      LOG.error(
          "Writes could not be synced to the disk, recent ones may be lost with the power "
              + "{path={}, reason={}}. Check the disk, then open the node again",
          path,
          e.getMessage(),
          e);
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
}
