package io.debros.jpa.document;

import io.debros.jpa.document.DocumentChange.Kind;
import io.debros.jpa.document.DocumentChange.Origin;
import io.debros.store.dagcbor.CborValue.CborMap;
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
  private final MergedView view;

  /**
   * @param listeners thread-safe; may grow
   */
  ChangeForwarder(List<ChangeListener> listeners, MergedView view) {
    this.listeners = listeners;
    this.view = view;
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
            .map(change -> plain(database.name(), change, by))
            .toList();
    if (!seen.isEmpty()) {
      listeners.forEach(listener -> listener.changed(seen));
    }
  }

  private DocumentChange plain(String database, Change change, Origin by) {
    return new DocumentChange(
        database,
        change.key(),
        kind(change),
        by,
        document(database, change.before()),
        document(database, change.after()));
  }

  /** Decoded if somebody reads it; what a foreign writer put that is no map has no values. */
  private @Nullable Document document(String database, @Nullable Row row) {
    return row == null || !row.isReadable()
        ? null
        : Document.stored(
            row.key(),
            new CborPlainMap(() -> row.value() instanceof CborMap map ? map : CborMap.of(), view),
            database);
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
