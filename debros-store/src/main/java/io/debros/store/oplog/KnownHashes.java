package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Hashes by their text. Each entry is named by up to 17 others, most of them its neighbours: so
 * each hash is decoded about once, and entries share it. One thread at a time.
 */
final class KnownHashes implements Function<String, Cid> {
  private static final int MOST = 16_384;

  private final Map<String, Cid> hashes = new HashMap<>();

  @Override
  public Cid apply(String text) {
    Cid known = hashes.get(text);
    if (known == null) {
      if (hashes.size() == MOST) {
        hashes.clear();
      }
      known = Cid.parseHash(text);
      hashes.put(text, known);
    }
    return known;
  }
}
