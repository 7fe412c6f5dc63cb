package io.debros.store.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Multihash;

/** Gives keys of its own in place of random ones, so that a seed makes the same entries again. */
final class SeededKeyStore implements KeyStore {
  private final KeyStore keys = new MemoryKeyStore();
  private final long seed;
  private int number;

  SeededKeyStore(long seed) {
    this.seed = seed;
  }

  @Override
  public byte[] find(String id) {
    return keys.find(id);
  }

  @Override
  public synchronized byte[] putIfAbsent(String id, byte[] random) {
    byte[] key = Multihash.sha256((seed + " " + number++).getBytes(UTF_8)).digest();
    key[0] &= 0x7f; // smaller than the order of the curve
    return keys.putIfAbsent(id, key);
  }
}
