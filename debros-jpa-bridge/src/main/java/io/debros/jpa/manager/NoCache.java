package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import jakarta.persistence.Cache;
import jakarta.persistence.PersistenceException;

/** The shared cache that is not there: it never contains anything. Thread-safe. */
final class NoCache implements Cache {
  private final Runnable requireOpen;

  NoCache(Runnable requireOpen) {
    this.requireOpen = requireOpen;
  }

  @Override
  public boolean contains(Class<?> type, Object id) {
    requireOpen.run();
    return false;
  }

  @Override
  public void evict(Class<?> type, Object id) {
    requireOpen.run();
  }

  @Override
  public void evict(Class<?> type) {
    requireOpen.run();
  }

  @Override
  public void evictAll() {
    requireOpen.run();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new PersistenceException(
        problem("There is no shared cache to unwrap").at("class", type.getName()).toString());
  }
}
