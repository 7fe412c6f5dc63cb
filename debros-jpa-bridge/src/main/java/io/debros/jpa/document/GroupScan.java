package io.debros.jpa.document;

import io.debros.store.database.GroupCursor;
import io.debros.store.database.GroupRow;
import java.util.function.Function;

/**
 * Rows of an index over several databases, by value. Stands before the first. One thread at a time;
 * close it before its snapshot.
 */
public final class GroupScan implements AutoCloseable {
  private final GroupCursor rows;
  private final Function<GroupRow, String> names;

  GroupScan(GroupCursor rows, Function<GroupRow, String> names) {
    this.rows = rows;
    this.names = names;
  }

  /** Moves to the next row; false when there is none. */
  public boolean next() {
    return rows.next();
  }

  /** The value of the present row. */
  public byte[] value() {
    return rows.value();
  }

  /** Where the present row is. */
  public Located row() {
    GroupRow row = rows.row();
    return new Located(names.apply(row), row.key());
  }

  @Override
  public void close() {
    rows.close();
  }
}
