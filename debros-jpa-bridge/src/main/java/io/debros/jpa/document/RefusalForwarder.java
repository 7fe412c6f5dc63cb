package io.debros.jpa.document;

import io.debros.jpa.network.NodeListener;
import io.debros.jpa.network.RejectedEntry;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.oplog.Refusal;
import io.debros.store.oplog.RefusalReason;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of entries that a database refused: those who listen of each, the log of the first for each
 * reason, since who sends them may send many. Thread-safe.
 */
final class RefusalForwarder implements DatabaseListener {
  private static final Logger log = LoggerFactory.getLogger(RefusalForwarder.class);

  private final List<NodeListener> listeners;
  private final Set<RefusalReason> logged = ConcurrentHashMap.newKeySet();

  /**
   * @param listeners thread-safe; may grow
   */
  RefusalForwarder(List<NodeListener> listeners) {
    this.listeners = listeners;
  }

  @Override
  public void rejected(Database database, Refusal refusal) {
    String message = String.valueOf(refusal.error().getMessage());
    if (logged.add(refusal.reason())) {
      log.warn(
          "Database {} refused an entry; more of this kind are not logged: {}",
          database.name(),
          message);
    }
    RejectedEntry rejected =
        new RejectedEntry(
            database.name(),
            null,
            refusal.entry().toString(),
            refusal.writer(),
            refusal.reason().name(),
            message);
    listeners.forEach(listener -> listener.rejected(rejected));
  }
}
