package io.debros.store.care;

import io.debros.store.index.WinningEntry;
import io.debros.store.oplog.Entry;
import org.jspecify.annotations.Nullable;

/** How the entries of a database become the rows of its key index. Thread-safe. */
@FunctionalInterface
public interface RowReader {
  /** What an entry does to a row; null if the database does not show it. */
  @Nullable KeyedEntry read(Entry entry);

  /** An entry as the key index has it. */
  record KeyedEntry(String key, WinningEntry entry) {}
}
