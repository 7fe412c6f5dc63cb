package io.debros.store.replication;

import io.debros.store.multiformats.Cid;
import java.util.HashSet;
import java.util.Set;

/**
 * Identities that are stored here, each looked up once: most entries have one of a few writers. One
 * thread at a time.
 */
final class StoredIdentities {
  private static final int MOST = 1000;

  private final ReplicatedLog log;
  private final Set<Cid> known = new HashSet<>();

  StoredIdentities(ReplicatedLog log) {
    this.log = log;
  }

  boolean has(Cid identity) {
    if (known.contains(identity)) {
      return true;
    }
    boolean stored = log.hasBlock(identity);
    if (stored && known.size() < MOST) {
      known.add(identity);
    }
    return stored;
  }

  void clear() {
    known.clear();
  }
}
