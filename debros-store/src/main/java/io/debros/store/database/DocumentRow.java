package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.error.BadEntryException;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * A document as the log shows it: the last write of its key. The value is decoded when it is first
 * asked for. Immutable, thread-safe; equal if hash, key and value are.
 */
public final class DocumentRow {
  private final Row row;

  private DocumentRow(Row row) {
    this.row = row;
  }

  /** The row as a document; null for null. */
  static @Nullable DocumentRow of(@Nullable Row row) {
    return row == null ? null : new DocumentRow(row);
  }

  /** Hash of the entry that wrote the document. */
  public Cid hash() {
    return row.hash();
  }

  /** Key of the document: the value of its {@code indexBy} field when it was written. */
  public String key() {
    return row.key();
  }

  /** Whether the document can be read; if not, it is encrypted and its key is not here. */
  public boolean isReadable() {
    return row.isReadable();
  }

  /**
   * The value as it was written; a map, unless the writer was not a documents database.
   *
   * @throws io.debros.store.error.UnreadableException if it is encrypted and cannot be decrypted
   *     here; names the key
   */
  public CborValue rawValue() {
    return row.value();
  }

  /**
   * The document.
   *
   * @throws BadEntryException if a foreign writer put something else than a map
   * @throws io.debros.store.error.UnreadableException as {@link #rawValue}
   */
  public CborMap value() {
    if (rawValue() instanceof CborMap map) {
      return map;
    }
    throw new BadEntryException(
        problem("Value of the entry is not a document")
            .at("entry", hash())
            .at("found", rawValue().getClass().getSimpleName())
            .advice("Write a map under this key, or read it with rawValue()"));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DocumentRow that && row.equals(that.row);
  }

  @Override
  public int hashCode() {
    return row.hashCode();
  }

  /** Hash only: texts of rows never hold keys or values. */
  @Override
  public String toString() {
    return "DocumentRow[" + hash() + "]";
  }
}
