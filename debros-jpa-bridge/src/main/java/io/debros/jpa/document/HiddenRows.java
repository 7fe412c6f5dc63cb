package io.debros.jpa.document;

import io.debros.store.database.Change;
import io.debros.store.database.ChangeOrigin;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseView;
import io.debros.store.database.Row;
import java.util.List;

/**
 * Whether a database has rows of a key that is not here, which no index knows: looked for once, and
 * again when one has come in. Thread-safe.
 */
final class HiddenRows implements DatabaseListener {
  private volatile boolean none;

  /**
   * Checks that there are none.
   *
   * @throws jakarta.persistence.PersistenceException if there is one
   */
  void requireNone(DatabaseView view, DocumentStore store) {
    if (!none) {
      none = true; // before looking: what comes in meanwhile must not be overlooked
      try {
        SealedDocuments.requireNoneHidden(view, store, null);
      } catch (RuntimeException hidden) {
        none = false;
        throw hidden;
      }
    }
  }

  @Override
  public void changed(Database database, List<Change> changes, ChangeOrigin origin) {
    for (Change change : changes) {
      Row after = change.after();
      if (after != null && !after.isReadable()) {
        none = false;
        return;
      }
    }
  }
}
