package io.debros.store.database;

import io.debros.store.oplog.Traversal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of entries that are walked over; entries that are not shown are left out.
 *
 * @param find looks a hash up at the moment of the cursor
 */
record TraversedRows(Traversal entries, Function<String, @Nullable Row> find)
    implements RowCursor.Rows<Row> {
  @Override
  public @Nullable Row next() {
    while (entries.hasNext()) {
      Row row = find.apply(entries.next().hash().toString());
      if (row != null) {
        return row;
      }
    }
    return null;
  }

  @Override
  public void close() {
    // holds nothing: blocks are read one by one
  }
}
