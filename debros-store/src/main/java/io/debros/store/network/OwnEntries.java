package io.debros.store.network;

import io.debros.store.manifest.Address;
import io.debros.store.oplog.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/*
 * Signing a message costs more than writing an entry. Entries of one writer are a chain, so its end
 * says it all: when more were written than can be published meanwhile, the others are fetched as
 * its ancestors.
 */
/** What this node wrote and has not published yet. Thread-safe. */
final class OwnEntries {
  /** How many entries of a database are published one by one. */
  static final int MOST = 16;

  private final Map<Address, List<Entry>> waiting = new LinkedHashMap<>();

  /**
   * Adds entries of a database, oldest first.
   *
   * @return whether there were none before, so that somebody has to be sent for them
   */
  synchronized boolean add(Address database, List<Entry> entries) {
    boolean wasEmpty = waiting.isEmpty();
    List<Entry> those = waiting.computeIfAbsent(database, key -> new ArrayList<>());
    those.addAll(entries);
    if (those.size() > MOST) {
      those.subList(0, those.size() - 1).clear();
    }
    return wasEmpty;
  }

  /** What waits, oldest first; nothing does any more. */
  synchronized Map<Address, List<Entry>> take() {
    Map<Address, List<Entry>> taken = new LinkedHashMap<>(waiting);
    waiting.clear();
    return taken;
  }
}
