package io.debros.store.encryption;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keys that are gone with the process: for tests and for nodes that live in memory. */
public final class MemoryEncryptionKeyStore implements EncryptionKeyStore {
  private final Map<String, EncryptionKey> keys = new ConcurrentHashMap<>();
  private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

  @Override
  public List<EncryptionKey> load() {
    return List.copyOf(keys.values());
  }

  @Override
  public Set<String> forgotten() {
    return Set.copyOf(forgotten);
  }

  @Override
  public void put(EncryptionKey key) {
    keys.putIfAbsent(key.id(), key);
  }

  @Override
  public void forget(String id) {
    forgotten.add(id);
    keys.remove(id);
  }
}
