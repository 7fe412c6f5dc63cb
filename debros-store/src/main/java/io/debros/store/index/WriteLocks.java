package io.debros.store.index;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One lock for each database, by its address. Thread-safe. */
final class WriteLocks {
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  ReentrantLock of(String address) {
    return locks.computeIfAbsent(address, created -> new ReentrantLock());
  }
}
