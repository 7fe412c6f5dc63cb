package io.debros.store.database;

import org.jspecify.annotations.Nullable;

/** Rows as documents. */
record DocumentRows(RowCursor.Rows<Row> rows) implements RowCursor.Rows<DocumentRow> {
  @Override
  public @Nullable DocumentRow next() {
    return DocumentRow.of(rows.next());
  }

  @Override
  public void close() {
    rows.close();
  }
}
