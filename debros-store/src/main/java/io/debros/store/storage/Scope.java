package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.ClosedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Guards native handles. Calls enter and leave; closing waits for the calls inside, closes the
 * scopes opened in this one and releases the handles, so that no call ever meets a freed handle.
 * Entering a scope enters its parents first, outermost first: closing the outermost keeps everyone
 * out. Thread-safe.
 */
final class Scope {
  private final @Nullable Scope parent;
  private final String name;
  private final Object place;
  private final Runnable release;
  private final Set<Scope> children = ConcurrentHashMap.newKeySet();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private Scope(@Nullable Scope parent, String name, Object place, Runnable release) {
    this.parent = parent;
    this.name = name;
    this.place = place;
    this.release = release;
  }

  /** The outermost scope: a storage at a place. */
  static Scope outermost(Object place, Runnable release) {
    return new Scope(null, "Storage", place, release);
  }

  /** A scope that closes with this one; call it inside this one. */
  Scope open(String childName, Runnable childRelease) {
    Scope child = new Scope(this, childName, place, childRelease);
    children.add(child);
    return child;
  }

  /**
   * @throws ClosedException if this scope or one around it is closed; then nothing was entered
   */
  void enter() {
    if (parent != null) {
      parent.enter();
    }
    lock.readLock().lock();
    if (closed) {
      leave();
      throw new ClosedException(
          problem(name + " is closed").at("path", place).advice("Open it again"));
    }
  }

  void leave() {
    lock.readLock().unlock();
    if (parent != null) {
      parent.leave();
    }
  }

  /** Returns when everything is released, also if another thread closes at the same time. */
  void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        children.forEach(Scope::close);
        release.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
    if (parent != null) {
      parent.children.remove(this);
    }
  }
}
