package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Hashes by their text. Each entry is named by up to 17 others, most of them its neighbours: so
 * each hash is decoded about once, and entries share it. One thread at a time.
 */
final class KnownHashes {
  private static final int MOST = 16_384;

  private final Map<String, Cid> hashes = new HashMap<>();

  /**
   * The hash of a text.
   *
   * @param parse reads a text that is not known; what it throws is thrown
   */
  Cid get(String text, Function<String, Cid> parse) {
    Cid known = hashes.get(text);
    if (known == null) {
      if (hashes.size() == MOST) {
        hashes.clear();
      }
      known = parse.apply(text);
      hashes.put(text, known);
    }
    return known;
  }
}
