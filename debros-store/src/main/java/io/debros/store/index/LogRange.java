package io.debros.store.index;

import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.storage.KeyRange;
import org.jspecify.annotations.Nullable;

/** Part of the order of entries, for {@link KeyIndex#inLogOrder}. Immutable. */
public final class LogRange {
  private static final LogRange ALL = new LogRange(new byte[0], null);

  private final byte[] from;
  private final byte @Nullable [] to;

  private LogRange(byte[] from, byte @Nullable [] to) {
    this.from = from;
    this.to = to;
  }

  /** All entries. */
  public static LogRange all() {
    return ALL;
  }

  /** Of this range, that entry and newer ones. */
  public LogRange from(Clock clock, Cid hash) {
    return new LogRange(KeyRows.order(clock, hash), to);
  }

  /** Of this range, what is newer than that entry. */
  public LogRange after(Clock clock, Cid hash) {
    return new LogRange(behind(clock, hash), to);
  }

  /** Of this range, that entry and older ones. */
  public LogRange upTo(Clock clock, Cid hash) {
    return new LogRange(from, behind(clock, hash));
  }

  KeyRange of(int databaseId) {
    KeyRange whole = KeyRows.of(databaseId);
    return new KeyRange(key(databaseId, from), to == null ? whole.to() : key(databaseId, to));
  }

  /** The smallest key above that of an entry. */
  private static byte[] behind(Clock clock, Cid hash) {
    byte[] order = KeyRows.order(clock, hash);
    return new KeyWriter(order.length + 1).rest(order).rest(new byte[1]).toBytes();
  }

  private static byte[] key(int databaseId, byte[] order) {
    return new KeyWriter(Integer.BYTES + order.length).int32(databaseId).rest(order).toBytes();
  }
}
