package io.debros.store.database;

import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Refusal;
import java.util.List;

/**
 * Told what happens to a database. Calls come after the change is stored and before the writing
 * call returns, one after the other and in the order of the commits; no lock is held meanwhile, so
 * reading and writing any database from a call is allowed. (Usually the writing thread calls. If
 * several threads write, the one that is calling may do it for the others, which wait for it.) What
 * a listener writes is told after what it is being told of; if another thread is calling the
 * listeners of that database just then, the call that writes does not wait for it. Where durability
 * is {@code commit}, calls come when readers see the change, which may be before it is synced.
 *
 * <p>Be quick, and do not wait for another thread that writes. What a call throws never reaches the
 * writer: it goes to {@link #failed} of every listener and to the log.
 */
public interface DatabaseListener {
  /**
   * A local append, or a head that was joined (not its ancestors).
   *
   * @param database that changed
   * @param entry the appended entry or the new head
   */
  default void updated(Database database, Entry entry) {}

  /**
   * This node wrote entries in one commit; called after {@link #updated}.
   *
   * @param entries oldest first; never empty
   */
  default void appended(Database database, List<Entry> entries) {}

  /**
   * Keys whose visible row may have changed in one commit: written, overwritten or deleted. Called
   * once per commit, before {@link #updated}.
   *
   * @param changes one per key; never empty
   */
  default void changed(Database database, List<Change> changes, ChangeOrigin origin) {}

  /**
   * Writes of one row that were made apart from each other met in a database that merges. Each
   * conflict is told once, at whatever node the writes meet; called once per commit, after {@link
   * #changed}.
   *
   * @param conflicts at least one; those of one row in the order of the log
   */
  default void conflicted(Database database, List<Conflict> conflicts) {}

  /**
   * Rows that were made apart from each other under one key met in a database that merges. Each is
   * told once, at whatever node they meet; called once per commit, after {@link #changed}.
   *
   * @param twins at least one; those of one key in the order of the log
   */
  default void twinned(Database database, List<Twin> twins) {}

  /**
   * Entries of others were joined.
   *
   * @param heads that were joined, newest first
   */
  default void joined(Database database, List<Entry> heads) {}

  /**
   * An entry of somebody else was not taken: forged, damaged, by a writer without access, or it
   * builds on blocks that are nowhere. Told once for each entry and reason, as long as the database
   * is open and remembers it, also where {@link Database#join} throws. What builds on it stays out
   * as well and is not told of: the outcome lists it as gaps.
   *
   * @param refusal names the entry, its writer and the reason
   */
  default void rejected(Database database, Refusal refusal) {}

  /** Something failed that no caller could be told: a listener, a background task. */
  default void failed(Database database, Throwable cause) {}

  /** The database was emptied; it stays open. */
  default void dropped(Database database) {}

  /** The database was closed. */
  default void closed(Database database) {}
}
