package io.debros.store.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.UnreadableException;
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
 * @param value what it puts, as dag-cbor; empty if it deletes, unless the index only keeps marks
 */
public record WinningEntry(Cid hash, Clock clock, boolean deleted, byte[] value) {
  private static final byte[] NOTHING = new byte[0];

  /** No value in dag-cbor begins so. */
  private static final byte UNREADABLE = (byte) 0xff;

  /** An entry that puts a value. */
  public static WinningEntry put(Cid hash, Clock clock, byte[] value) {
    return new WinningEntry(hash, clock, false, value);
  }

  /**
   * An entry that puts a value which is encrypted and cannot be read here.
   *
   * @param keyId of the key that protects it; null if nobody knows
   */
  public static WinningEntry unreadable(
      Cid hash, Clock clock, UnreadableException.Reason reason, @Nullable String keyId) {
    byte[] why = (reason + " " + (keyId == null ? "" : keyId)).getBytes(UTF_8);
    byte[] value = new byte[1 + why.length];
    value[0] = UNREADABLE;
    System.arraycopy(why, 0, value, 1, why.length);
    return new WinningEntry(hash, clock, false, value);
  }

  /** An entry that deletes. */
  public static WinningEntry delete(Cid hash, Clock clock) {
    return new WinningEntry(hash, clock, true, NOTHING);
  }

  /** Whether the value is encrypted and cannot be read here. */
  public boolean isUnreadable() {
    return !deleted && value.length > 0 && value[0] == UNREADABLE;
  }

  /** Id of the key that protects an unreadable value; null if nobody knows. */
  public @Nullable String keyId() {
    String id = why()[1];
    return id.isEmpty() ? null : id;
  }

  /** Why a value is unreadable. */
  public UnreadableException.Reason reason() {
    return UnreadableException.Reason.valueOf(why()[0]);
  }

  /** Reason and key id. */
  private String[] why() {
    return new String(value, 1, value.length - 1, UTF_8).split(" ", 2);
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
