package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keys that are gone with the process: for tests and for nodes that live in memory. */
public final class MemoryKeyStore implements KeyStore {
  private final Map<String, byte[]> keys = new ConcurrentHashMap<>();

  @Override
  public byte @Nullable [] find(String id) {
    byte[] key = keys.get(requireId(id));
    return key == null ? null : key.clone();
  }

  @Override
  public byte[] putIfAbsent(String id, byte[] privateKey) {
    byte[] earlier = keys.putIfAbsent(requireId(id), privateKey.clone());
    return earlier == null ? privateKey : earlier.clone();
  }

  static String requireId(String id) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException(
          problem("Id of a key is empty").advice("Name the key").toString());
    }
    return id;
  }
}
