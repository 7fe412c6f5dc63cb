package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.UnreadableException;
import io.debros.store.index.WinningEntry;
import io.debros.store.merge.KeyOperation;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * What a database shows under a key. The value is decoded when it is first asked for. Immutable,
 * thread-safe; equal if hash, key and value are.
 */
public final class Row {
  private final Cid hash;
  private final String key;
  private final WinningEntry entry;
  private volatile @Nullable CborValue decoded;

  private Row(String key, WinningEntry entry) {
    this.hash = entry.hash();
    this.key = key;
    this.entry = entry;
  }

  /** The row of a winning entry; null if there is none or it deletes. */
  static @Nullable Row of(String key, @Nullable WinningEntry entry) {
    return entry == null || entry.deleted() ? null : new Row(key, entry);
  }

  /** Hash of the entry that wrote the row. */
  public Cid hash() {
    return hash;
  }

  /**
   * Key of the row; for events and feeds the hash of the entry, as text. That of a row that cannot
   * be read is a name for it that says nothing, unless the row was asked for by its key.
   */
  public String key() {
    return key;
  }

  /** Whether the value can be read; if not, it is encrypted and its key is not here. */
  public boolean isReadable() {
    return !entry.isUnreadable();
  }

  /**
   * What was written; may be {@code CborNull}.
   *
   * @throws UnreadableException if it is encrypted and cannot be decrypted here; names the key
   */
  public CborValue value() {
    CborValue value = decoded;
    if (value == null) {
      if (entry.isUnreadable()) {
        throw unreadable();
      }
      value = DagCbor.decode(entry.value());
      decoded = value;
    }
    return value;
  }

  /** The operation that wrote it; {@link #value} throws what this throws. */
  KeyOperation operation() {
    return new KeyOperation(hash, entry.clock(), value());
  }

  private UnreadableException unreadable() {
    boolean forgotten = entry.reason() == UnreadableException.Reason.FORGOTTEN;
    return new UnreadableException(
        problem(
                forgotten
                    ? "Row was encrypted with a key that was forgotten"
                    : "Row is encrypted and cannot be decrypted here")
            .at("entry", hash)
            .advice(
                forgotten
                    ? "Take it as gone: forgetting a key is for good"
                    : "Open the database with the cipher and the key of its writer"),
        entry.reason(),
        entry.keyId());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Row row
        && hash.equals(row.hash)
        && key.equals(row.key)
        && isReadable() == row.isReadable()
        && (!isReadable() || value().equals(row.value()));
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
