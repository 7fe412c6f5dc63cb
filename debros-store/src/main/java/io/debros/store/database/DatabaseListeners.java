package io.debros.store.database;

import io.debros.store.oplog.Entry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of one database. Thread-safe; no listener's error gets out. */
final class DatabaseListeners {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseListeners.class);

  private final DocumentDatabase database;
  private final List<DatabaseListener> listeners = new CopyOnWriteArrayList<>();

  DatabaseListeners(DocumentDatabase database) {
    this.database = database;
  }

  void add(DatabaseListener listener) {
    listeners.add(listener);
  }

  void remove(DatabaseListener listener) {
    listeners.remove(listener);
  }

  boolean isEmpty() {
    return listeners.isEmpty();
  }

  void changed(List<DocumentChange> changes, ChangeOrigin origin) {
    tell(listener -> listener.changed(database, changes, origin));
  }

  void updated(Entry entry) {
    tell(listener -> listener.updated(database, entry));
  }

  void joined(List<Entry> heads) {
    tell(listener -> listener.joined(database, heads));
  }

  void dropped() {
    tell(listener -> listener.dropped(database));
  }

  void closed() {
    tell(listener -> listener.closed(database));
  }

  private void tell(Consumer<DatabaseListener> event) {
    for (DatabaseListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException | Error failure) {
        LOG.warn("Listener of a database failed {address={}}", database.address(), failure);
        failed(failure);
      }
    }
  }

  private void failed(Throwable cause) {
    for (DatabaseListener listener : listeners) {
      try {
        listener.failed(database, cause);
      } catch (RuntimeException | Error failure) {
        LOG.warn("Error listener failed {address={}}", database.address(), failure);
      }
    }
  }
}
