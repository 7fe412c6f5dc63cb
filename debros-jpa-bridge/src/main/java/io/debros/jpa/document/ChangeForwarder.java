package io.debros.jpa.document;

import io.debros.jpa.document.DocumentChange.Kind;
import io.debros.jpa.document.DocumentChange.Origin;
import io.debros.store.database.Change;
import io.debros.store.database.ChangeOrigin;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import java.util.List;

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
            .filter(change -> change.before() != null || change.after() != null)
            .map(change -> new DocumentChange(database.name(), change.key(), kind(change), by))
            .toList();
    if (!seen.isEmpty()) {
      listeners.forEach(listener -> listener.changed(seen));
    }
  }

  private static Kind kind(Change change) {
    if (change.before() == null) {
      return Kind.CREATED;
    }
    return change.after() == null ? Kind.DELETED : Kind.UPDATED;
  }
}
