package io.debros.jpa.document;

import io.debros.jpa.document.DocumentChange.Kind;
import io.debros.jpa.document.DocumentChange.Origin;
import io.debros.store.database.Change;
import io.debros.store.database.ChangeOrigin;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes on what happens to a database. */
final class ChangeForwarder implements DatabaseListener {
  private final List<ChangeListener> listeners;

  /**
   * @param listeners thread-safe; may grow
   */
  ChangeForwarder(List<ChangeListener> listeners) {
    this.listeners = listeners;
  }

  @Override
  public void changed(Database database, List<Change> changes, ChangeOrigin origin) {
    if (listeners.isEmpty()) {
      return;
    }
    Origin by = origin == ChangeOrigin.LOCAL ? Origin.LOCAL : Origin.REMOTE;
    List<DocumentChange> seen =
        changes.stream()
            .filter(change -> isShown(change.before()) || isShown(change.after()))
            .map(change -> new DocumentChange(database.name(), change.key(), kind(change), by))
            .toList();
    if (!seen.isEmpty()) {
      listeners.forEach(listener -> listener.changed(seen));
    }
  }

  private static Kind kind(Change change) {
    if (!isShown(change.before())) {
      return Kind.CREATED;
    }
    return isShown(change.after()) ? Kind.UPDATED : Kind.DELETED;
  }

  /** A row that cannot be decrypted does not even tell its key. */
  private static boolean isShown(@Nullable Row row) {
    return row != null && row.isReadable();
  }
}
