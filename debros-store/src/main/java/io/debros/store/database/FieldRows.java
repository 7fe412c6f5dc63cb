package io.debros.store.database;

import io.debros.store.index.FieldCursor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order of a field index. A document that has several values in the range comes once
 * for each.
 *
 * @param find looks a key up at the moment of the cursor
 */
record FieldRows(FieldCursor cursor, Function<String, @Nullable DocumentRow> find)
    implements RowCursor.Rows<DocumentRow> {
  @Override
  public @Nullable DocumentRow next() {
    while (cursor.next()) {
      DocumentRow row = find.apply(cursor.key());
      if (row != null) {
        return row;
      }
    }
    return null;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
