package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.database.Database;
import io.debros.store.error.ClosedException;
import io.debros.store.manifest.Address;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The databases that are open at a node: one instance for each address, also if several threads
 * open it at once. While one is opened others can be, also by the thread that opens it.
 * Thread-safe.
 */
final class OpenDatabases {
  private static final int ATTEMPTS = 100;

  private final Map<Address, Database> open = new ConcurrentHashMap<>();
  private final Map<Address, ReentrantLock> opening = new ConcurrentHashMap<>();
  private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();
  private volatile boolean closed;

  /** The open database of an address; null if it is not open. */
  @Nullable Database find(Address address) {
    Database database = open.get(address);
    return database == null || database.isClosed() ? null : database;
  }

  /** The open database of an address, opened by the action if it is not open. */
  Database findOrOpen(Address address, Supplier<Database> action) {
    return exclusively(
        address,
        present -> {
          if (present != null) {
            return present;
          }
          Database opened = action.get();
          open.values().removeIf(Database::isClosed);
          open.put(address, opened);
          return opened;
        });
  }

  /** Runs an action while nobody opens the address; it is given the database if that is open. */
  <T> T exclusively(Address address, Function<@Nullable Database, T> action) {
    lifecycle.readLock().lock();
    ReentrantLock lock = opening.computeIfAbsent(address, key -> new ReentrantLock());
    lock.lock();
    try {
      requireOpen();
      return action.apply(find(address));
    } finally {
      lock.unlock();
      lifecycle.readLock().unlock();
    }
  }

  /** Returns when the actions that run now are over. */
  void awaitRunning() {
    lifecycle.writeLock().lock();
    try {
      requireOpen();
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  /**
   * Closes all databases and runs an action while nobody but it opens one.
   *
   * @throws IllegalStateException if others open databases again and again
   */
  void alone(Runnable action) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      open.values().forEach(Database::close); // not under the lock: a writer may wait for it
      if (tryAlone(action)) {
        return;
      }
    }
    throw new IllegalStateException(
        problem("Databases are opened while they should be closed")
            .advice("Let the application rest meanwhile")
            .toString());
  }

  private boolean tryAlone(Runnable action) {
    lifecycle.writeLock().lock();
    try {
      requireOpen();
      boolean alone = open.values().stream().allMatch(Database::isClosed);
      if (alone) {
        open.clear();
        action.run();
      }
      return alone;
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  /** Closes all and lets none be opened; false if that was done before. */
  boolean close() {
    lifecycle.writeLock().lock();
    try {
      if (closed) {
        return false;
      }
      closed = true;
    } finally {
      lifecycle.writeLock().unlock();
    }
    open.values().forEach(Database::close);
    return true;
  }

  boolean isClosed() {
    return closed;
  }

  void requireOpen() {
    if (closed) {
      throw new ClosedException(
          problem("Node is closed").advice("Open the node again, and its databases after it"));
    }
  }
}
