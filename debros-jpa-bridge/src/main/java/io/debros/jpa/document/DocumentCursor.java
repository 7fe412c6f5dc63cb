package io.debros.jpa.document;

import io.debros.store.database.DocumentRow;
import io.debros.store.database.RowCursor;

/** Documents as they are read. Stands before the first. One thread at a time; close it. */
public final class DocumentCursor implements AutoCloseable {
  private final RowCursor<DocumentRow> rows;
  private final String database;

  DocumentCursor(RowCursor<DocumentRow> rows, String database) {
    this.rows = rows;
    this.database = database;
  }

  /** Moves to the next document; false when there is none. */
  public boolean next() {
    return rows.next();
  }

  /** The present document; stays valid. */
  public Document document() {
    DocumentRow row = rows.row();
    return Document.stored(row.key(), new CborPlainMap(row::value), database);
  }

  @Override
  public void close() {
    rows.close();
  }
}
