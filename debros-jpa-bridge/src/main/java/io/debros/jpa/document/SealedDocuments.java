package io.debros.jpa.document;

import static io.debros.store.error.Problem.problem;

import io.debros.store.database.DatabaseView;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.RowCursor;
import io.debros.store.error.UnreadableException;
import io.debros.store.error.UnreadableException.Reason;
import jakarta.persistence.PersistenceException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * A row whose key was forgotten is gone: that is what forgetting a key is for. One whose key is
 * merely not here is a row, of which nobody may act as if it were not there.
 */
/** Documents that are encrypted and cannot be read here. Stateless. */
final class SealedDocuments {
  private SealedDocuments() {}

  /**
   * A row that was asked for by its key; null if there is none, or its key was forgotten.
   *
   * @param row what was found
   * @param view where
   * @throws PersistenceException if its key is not here, or nobody can say whether it is there
   *     because no key is
   */
  static @Nullable DocumentRow found(
      @Nullable DocumentRow row, DocumentStore store, String key, Supplier<DatabaseView> view) {
    if (row == null && store.lacksKey()) {
      requireNoneHidden(view.get(), store, key);
    }
    return present(row, store, key);
  }

  /**
   * One of all rows; null if its key was forgotten.
   *
   * @throws PersistenceException if its key is not here
   */
  static @Nullable DocumentRow present(DocumentRow row, DocumentStore store) {
    return present(row, store, null);
  }

  /**
   * Checks that no row is encrypted with a key that is not here.
   *
   * @throws PersistenceException if one is
   */
  static void requireNoneHidden(DatabaseView view, DocumentStore store, @Nullable String key) {
    try (RowCursor<DocumentRow> rows = view.unreadable()) {
      while (rows.next()) {
        present(rows.row(), store, key);
      }
    }
  }

  private static @Nullable DocumentRow present(
      @Nullable DocumentRow row, DocumentStore store, @Nullable String key) {
    if (row == null || row.isReadable()) {
      return row;
    }
    UnreadableException why = why(row);
    if (why.reason() == Reason.FORGOTTEN) {
      return null;
    }
    throw new PersistenceException(
        problem("Row is encrypted and cannot be decrypted here")
            .at("database", store.name())
            .at("id", key == null ? "(encrypted)" : key)
            .at("entry", row.hash())
            .at("key", why.keyId())
            .advice(
                why.reason() == Reason.NO_KEY
                    ? "Add the keys that a node exported which has them, before writing here"
                    : "Ask its writer how it was encrypted: the key does not fit")
            .toString(),
        why);
  }

  /** How many of the rows that a view counts are gone. */
  static long gone(DatabaseView view, DocumentStore store) {
    long gone = 0;
    try (RowCursor<DocumentRow> rows = view.unreadable()) {
      while (rows.next()) {
        if (present(rows.row(), store) == null) {
          gone++;
        }
      }
    }
    return gone;
  }

  private static UnreadableException why(DocumentRow row) {
    try {
      row.rawValue();
    } catch (UnreadableException why) {
      return why;
    }
    throw new IllegalStateException("Row is readable: " + row);
  }
}
