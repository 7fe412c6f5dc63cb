package io.debros.store.database;

import io.debros.store.oplog.Entry;
import java.util.List;

/**
 * Told what happens to a database. Calls come on the thread that caused the event, in the order of
 * the commits, after the change is stored and before the writing call returns. (Where durability is
 * {@code commit} they come when readers see the change, which may be before it is synced.) The
 * database is locked meanwhile, so be quick and never wait for another thread that writes. Reading
 * and writing the database from a call is allowed. What a call throws never reaches the writer: it
 * goes to {@link #failed} of every listener and to the log.
 */
public interface DatabaseListener {
  /**
   * A local append, or a head that was joined (not its ancestors).
   *
   * @param database that changed
   * @param entry the appended entry or the new head
   */
  default void updated(DocumentDatabase database, Entry entry) {}

  /**
   * Keys whose visible document may have changed in one commit: written, overwritten or deleted.
   * Called once per commit, before {@link #updated}.
   *
   * @param changes one per key; never empty
   */
  default void changed(
      DocumentDatabase database, List<DocumentChange> changes, ChangeOrigin origin) {}

  /**
   * Entries of others were joined.
   *
   * @param heads that were joined, newest first
   */
  default void joined(DocumentDatabase database, List<Entry> heads) {}

  /** Something failed that no caller could be told: a listener, a background task. */
  default void failed(DocumentDatabase database, Throwable cause) {}

  /** The database was emptied; it stays open. */
  default void dropped(DocumentDatabase database) {}

  /** The database was closed. */
  default void closed(DocumentDatabase database) {}
}
