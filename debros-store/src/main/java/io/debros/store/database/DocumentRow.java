package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadEntryException;
import io.debros.store.index.WinningEntry;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * A document as the log shows it: the last write of its key. The value is decoded when it is first
 * asked for. Immutable, thread-safe; equal if hash, key and value are.
 */
public final class DocumentRow {
  private final Cid hash;
  private final String key;
  private final byte[] encoded;
  private volatile @Nullable CborValue decoded;

  private DocumentRow(Cid hash, String key, byte[] encoded) {
    this.hash = hash;
    this.key = key;
    this.encoded = encoded;
  }

  /** The row of a winning entry; null if there is none or it deletes. */
  static @Nullable DocumentRow of(String key, @Nullable WinningEntry entry) {
    return entry == null || entry.deleted()
        ? null
        : new DocumentRow(entry.hash(), key, entry.value());
  }

  /** Hash of the entry that wrote the document. */
  public Cid hash() {
    return hash;
  }

  /** Key of the document: the value of its {@code indexBy} field when it was written. */
  public String key() {
    return key;
  }

  /** The value as it was written; a map, unless the writer was not a documents database. */
  public CborValue rawValue() {
    CborValue value = decoded;
    if (value == null) {
      value = DagCbor.decode(encoded);
      decoded = value;
    }
    return value;
  }

  /**
   * The document.
   *
   * @throws BadEntryException if a foreign writer put something else than a map
   */
  public CborMap value() {
    if (rawValue() instanceof CborMap map) {
      return map;
    }
    throw new BadEntryException(
        problem("Value of the entry is not a document")
            .at("entry", hash)
            .at("found", rawValue().getClass().getSimpleName())
            .advice("Write a map under this key, or read it with rawValue()"));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DocumentRow row
        && hash.equals(row.hash)
        && key.equals(row.key)
        && rawValue().equals(row.rawValue());
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  /** Hash only: texts of rows never hold keys or values. */
  @Override
  public String toString() {
    return "DocumentRow[" + hash + "]";
  }
}
