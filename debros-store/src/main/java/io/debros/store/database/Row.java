package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.index.WinningEntry;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * What a database shows under a key. The value is decoded when it is first asked for. Immutable,
 * thread-safe; equal if hash, key and value are.
 */
public final class Row {
  private final Cid hash;
  private final String key;
  private final byte[] encoded;
  private volatile @Nullable CborValue decoded;

  private Row(Cid hash, String key, byte[] encoded) {
    this.hash = hash;
    this.key = key;
    this.encoded = encoded;
  }

  /** The row of a winning entry; null if there is none or it deletes. */
  static @Nullable Row of(String key, @Nullable WinningEntry entry) {
    return entry == null || entry.deleted() ? null : new Row(entry.hash(), key, entry.value());
  }

  /** Hash of the entry that wrote the row. */
  public Cid hash() {
    return hash;
  }

  /** Key of the row; for events and feeds the hash of the entry, as text. */
  public String key() {
    return key;
  }

  /** What was written; may be {@code CborNull}. */
  public CborValue value() {
    CborValue value = decoded;
    if (value == null) {
      value = DagCbor.decode(encoded);
      decoded = value;
    }
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Row row
        && hash.equals(row.hash)
        && key.equals(row.key)
        && value().equals(row.value());
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  /** Hash only: texts of rows never hold keys or values. */
  @Override
  public String toString() {
    return "Row[" + hash + "]";
  }
}
