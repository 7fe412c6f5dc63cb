package io.debros.jpa.document;

import io.debros.store.database.DocumentRow;
import io.debros.store.database.RowCursor;

/** Documents as they are read. Stands before the first. One thread at a time; close it. */
public final class DocumentCursor implements AutoCloseable {
  private final RowCursor<DocumentRow> rows;
  private final DocumentStore store;

  DocumentCursor(RowCursor<DocumentRow> rows, DocumentStore store) {
    this.rows = rows;
    this.store = store;
  }

  /**
   * Moves to the next document; false when there is none.
   *
   * @throws jakarta.persistence.PersistenceException if it is encrypted and its key is not here
   */
  public boolean next() {
    while (rows.next()) {
      if (SealedDocuments.present(rows.row(), store) != null) {
        return true;
      }
    }
    return false;
  }

  /** The present document; stays valid. */
  public Document document() {
    return store.document(rows.row());
  }

  @Override
  public void close() {
    rows.close();
  }
}
