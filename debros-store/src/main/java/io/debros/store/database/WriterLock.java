package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time write to a database. The thread that has it may write again, unless it
 * has the database in a transaction: then everything goes through that. Listeners are called when a
 * thread lets go of its last lock. Thread-safe.
 */
final class WriterLock {
  private final ReentrantLock lock;
  private boolean inTransaction; // guarded by lock

  /**
   * @param lock of the database's address
   */
  WriterLock(ReentrantLock lock) {
    this.lock = lock;
  }

  /**
   * Waits for the other writers. Takes nothing if it throws.
   *
   * @throws io.debros.store.error.ClosedException if the database is closed
   * @throws IllegalStateException if this thread has the database in a transaction
   */
  void lock(DatabaseEngine database) {
    lock.lock();
    try {
      database.requireOpen();
      requireNoTransaction(database);
    } catch (RuntimeException e) {
      lock.unlock();
      throw e;
    }
    ThreadState.present().locked();
  }

  /** Waits for the other writers, whatever the state of the database. */
  void lockAnyway() {
    lock.lock();
    ThreadState.present().locked();
  }

  void unlock() {
    lock.unlock();
    ThreadState.present().unlocked();
  }

  /** Between {@link #lock} and {@link #unlock}: this thread writes through a transaction. */
  void enterTransaction() {
    inTransaction = true;
  }

  /** Between {@link #lock} and {@link #unlock}: the transaction has been written, or given up. */
  void leaveTransaction() {
    inTransaction = false;
  }

  private void requireNoTransaction(DatabaseEngine database) {
    if (inTransaction) {
      throw new IllegalStateException(
          problem("This thread has the database in a transaction already")
              .at("address", database.address())
              .advice("Write through the transaction, or close it first")
              .toString());
    }
  }
}
