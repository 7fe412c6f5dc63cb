package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes writes durable for all who wait at once: one of them syncs, and those who came before it
 * began are done with it; those who come meanwhile share the next sync. A sync that fails is the
 * last one: everybody who waits is told, and the gate is shut for writes. Thread-safe.
 */
final class GroupSync {
  private final Path path;
  private final WriteGate gate;
  private final LongSupplier sync;
  private long synced; // this and what follows: guarded by this
  private long count;
  private boolean running;
  private @Nullable Throwable failure;

  /**
   * @param sync makes everything durable that was written before the call; answers the position up
   *     to which it is. Never called by two threads at once
   */
  GroupSync(Path path, WriteGate gate, LongSupplier sync) {
    this.path = path;
    this.gate = gate;
    this.sync = sync;
  }

  /**
   * Returns when everything up to a position is durable.
   *
   * @throws io.debros.store.error.StorageException if it may not be
   */
  void await(long position) {
    while (!joinWaiting(position)) {
      lead();
    }
  }

  /** How many syncs succeeded. */
  synchronized long count() {
    return count;
  }

  /** Whether everything up to a position is durable. */
  synchronized boolean isDurable(long position) {
    return synced >= position;
  }

  /** True when the position is durable; false if the caller has to sync for all. */
  private synchronized boolean joinWaiting(long position) {
    boolean interrupted = false;
    while (running && synced < position) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true; // what was written cannot be taken back: the outcome is worth waiting
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (synced >= position) {
      return true;
    }
    if (failure != null) {
      throw failed(failure);
    }
    running = true;
    return false;
  }

  private void lead() {
    try {
      ended(sync.getAsLong(), null);
    } catch (RuntimeException | Error cause) {
      gate.shut(cause);
      ended(0, cause);
    }
  }

  private synchronized void ended(long covered, @Nullable Throwable cause) {
    running = false;
    failure = cause;
    if (cause == null) {
      synced = Math.max(synced, covered);
      count++;
    }
    notifyAll();
  }

  private StorageException failed(Throwable cause) {
    return new StorageException(
        problem("Writes could not be synced to the disk")
            .at("path", path)
            .at("reason", cause.getMessage())
            .advice("Check the disk, then open the node again; recent writes may be lost"),
        cause);
  }
}
