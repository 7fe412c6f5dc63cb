package io.debros.store.database;

import io.debros.store.index.KeyCursor;
import org.jspecify.annotations.Nullable;

/** Rows in the order of their entries or of their keys. */
record KeyRows(KeyCursor cursor) implements RowCursor.Rows<Row> {
  @Override
  public @Nullable Row next() {
    return cursor.next() ? Row.of(cursor.key(), cursor.entry()) : null;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
