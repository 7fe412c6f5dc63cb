package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Hashes by their text. Each entry is named by up to 17 others, most of them its neighbours: so
 * each hash is decoded about once, and entries share it. One thread at a time.
 */
public final class KnownHashes {
  private static final int MOST = 16_384;

  private final int most;
  private final Map<String, Cid> hashes = new HashMap<>();

  KnownHashes() {
    this(MOST);
  }

  /**
   * None yet.
   *
   * @param most how many are known at a time; each takes about 300 bytes
   */
  public KnownHashes(int most) {
    this.most = most;
  }

  /**
   * The hash of a text.
   *
   * @param parse reads a text that is not known; what it throws is thrown
   */
  Cid get(String text, Function<String, Cid> parse) {
    Cid known = hashes.get(text);
    if (known == null) {
      if (hashes.size() >= most) {
        hashes.clear();
      }
      known = parse.apply(text);
      hashes.put(text, known);
    }
    return known;
  }
}
