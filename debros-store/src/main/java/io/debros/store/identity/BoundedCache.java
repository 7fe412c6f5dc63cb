package io.debros.store.identity;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values used last, at most a fixed number of them. Thread-safe. */
final class BoundedCache<K, V> {
  private final Map<K, V> values;

  BoundedCache(int limit) {
    values =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > limit;
          }
        };
  }

  @Nullable V find(K key) {
    synchronized (values) {
      return values.get(key);
    }
  }

  void put(K key, V value) {
    synchronized (values) {
      values.put(key, value);
    }
  }
}
