package io.debros.store.database;

import io.debros.store.index.WinningEntry;

/** Takes the operations of keys whose rows all their operations make together. */
@FunctionalInterface
interface KeyHistories {
  void add(String key, WinningEntry operation);
}
