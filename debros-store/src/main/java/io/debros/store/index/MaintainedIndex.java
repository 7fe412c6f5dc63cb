package io.debros.store.index;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An index that is kept with every write, under the number it has now. */
record MaintainedIndex(int id, IndexDefinition definition) {

  /** Rows of a live entry; none if its value is not a document. */
  Set<byte[]> rowsOf(int databaseId, String key, @Nullable CborMap document) {
    Set<byte[]> rows = new TreeSet<>(Arrays::compareUnsigned);
    if (document != null) {
      for (byte[] value : definition.keys().of(key, document)) {
        rows.add(FieldRows.key(id, value, databaseId, key));
      }
    }
    return rows;
  }

  /**
   * The document that an entry puts; null if it deletes, or puts something else than a map, or
   * something unreadable.
   */
  static @Nullable CborMap documentOf(@Nullable WinningEntry entry) {
    if (entry == null || entry.deleted() || entry.isUnreadable()) {
      return null;
    }
    return DagCbor.decode(entry.value()) instanceof CborMap map ? map : null;
  }
}
