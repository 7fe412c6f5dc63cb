package io.debros.store.index;

import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.oplog.EntryOrder;
import org.jspecify.annotations.Nullable;

/**
 * The newest operation on a key. Equal if the entry is the same: its hash says everything else. The
 * array is not copied: nobody may change it.
 *
 * @param hash of the entry
 * @param clock of the entry
 * @param deleted whether the entry deletes the key
 * @param value what it puts, as dag-cbor; empty if it deletes
 */
public record WinningEntry(Cid hash, Clock clock, boolean deleted, byte[] value) {
  private static final byte[] NOTHING = new byte[0];

  /** An entry that puts a value. */
  public static WinningEntry put(Cid hash, Clock clock, byte[] value) {
    return new WinningEntry(hash, clock, false, value);
  }

  /** An entry that deletes. */
  public static WinningEntry delete(Cid hash, Clock clock) {
    return new WinningEntry(hash, clock, true, NOTHING);
  }

  /** Whether this one wins over another by the order of entries; always if there is no other. */
  public boolean isNewerThan(@Nullable WinningEntry other) {
    return other == null || EntryOrder.compare(clock, hash, other.clock, other.hash) > 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WinningEntry entry && hash.equals(entry.hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  /** Hash, clock and kind; never the value. */
  @Override
  public String toString() {
    return (deleted ? "DEL " : "PUT ") + hash + " at " + clock.time();
  }
}
