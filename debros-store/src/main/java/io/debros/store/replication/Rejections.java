package io.debros.store.replication;

import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entries that are refused for good, and those that build on them: nobody fetches or offers them
 * again. Bounded, the oldest go. One thread at a time.
 */
final class Rejections {
  private final Map<Key, Cid> causes;

  private record Key(Address database, Cid entry) {}

  Rejections(int most) {
    causes =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Cid> eldest) {
            return size() > most;
          }
        };
  }

  /** Adds an entry; the cause is itself, or what it builds on. */
  void add(Address database, Cid entry, Cid cause) {
    causes.put(new Key(database, entry), cause);
  }

  /** Which refused entry keeps this one out; null if none is known. */
  @Nullable Cid find(Address database, Cid entry) {
    return causes.get(new Key(database, entry));
  }

  /** Forgets those of a database. */
  void forget(Address database) {
    causes.keySet().removeIf(key -> key.database.equals(database));
  }
}
