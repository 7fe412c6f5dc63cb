package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.oplog.EntryOrder;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one entry does to its key.
 *
 * @param entry hash of the entry
 * @param clock of the entry
 * @param value what it puts; null if it deletes
 */
public record KeyOperation(Cid entry, Clock clock, @Nullable CborValue value) {
  /** Log order. */
  public static final Comparator<KeyOperation> OLDEST_FIRST =
      (a, b) -> EntryOrder.compare(a.clock, a.entry, b.clock, b.entry);

  /**
   * The attribute keys that its document says it changed; null if it says nothing, so that all of
   * it counts as changed.
   */
  public @Nullable Set<String> changedKeys() {
    ChangedKeys claim =
        value instanceof CborMap document ? ChangedKeys.of(document, clock.time()) : null;
    return claim == null ? null : claim.keys();
  }

  /** Hash only: texts never hold values. */
  @Override
  public String toString() {
    return (value == null ? "DEL " : "PUT ") + entry + " at " + clock.time();
  }
}
