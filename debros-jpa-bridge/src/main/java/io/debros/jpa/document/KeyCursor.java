package io.debros.jpa.document;

import io.debros.store.index.FieldCursor;

/**
 * Keys of documents as an index holds them. Stands before the first. One thread at a time; close
 * it.
 */
public final class KeyCursor implements AutoCloseable {
  private final FieldCursor rows;

  KeyCursor(FieldCursor rows) {
    this.rows = rows;
  }

  /** Moves to the next key; false when there is none. */
  public boolean next() {
    return rows.next();
  }

  /** Key of the present document. */
  public String key() {
    return rows.key();
  }

  @Override
  public void close() {
    rows.close();
  }
}
