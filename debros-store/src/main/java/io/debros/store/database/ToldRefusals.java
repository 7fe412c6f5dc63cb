package io.debros.store.database;

import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Refusal;
import io.debros.store.oplog.RefusalReason;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The refusals that listeners were told of last, so that a peer that offers the same again is not
 * heard again. In memory, bounded. Writer only.
 */
final class ToldRefusals {
  private static final int MAX = 4_096;

  private final Map<Cid, RefusalReason> reasons =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Cid, RefusalReason> eldest) {
          return size() > MAX;
        }
      };

  /** Whether the entry was not refused before, or for another reason; remembers it. */
  boolean isNew(Refusal refusal) {
    return reasons.put(refusal.entry(), refusal.reason()) != refusal.reason();
  }

  void clear() {
    reasons.clear();
  }
}
