package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.merge.MergeRule;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * How the entries of a log become the rows that a database shows. Of several operations on one key
 * the newest counts, or they are merged, whatever the order in which they arrive. Stateless,
 * thread-safe; the same answer every time and on every node.
 */
public interface Indexing {
  /**
   * Which rules these are, in a few characters; empty for PUT and DEL by key. A database whose
   * index was made by other rules gets a new one when it is opened.
   */
  String version();

  /**
   * How several operations on one key make its row together; null (the default) if the newest one
   * is the row.
   */
  default @Nullable MergeRule merge() {
    return null;
  }

  /**
   * What an entry does to the rows; null for anything that the database does not show, such as
   * operations of other database types. Entries of foreign writers hold whatever they like, so it
   * must not throw.
   *
   * @param entry hash of the entry
   * @param payload of the entry
   */
  @Nullable RowOperation read(Cid entry, CborValue payload);
}
