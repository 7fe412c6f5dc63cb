package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Documents in some order, as of the moment the cursor was made, read as they are asked for. Stands
 * before its first row. Close it: it holds resources of the storage. One thread at a time.
 */
public final class RowCursor implements AutoCloseable {
  private final StorageCursor rows;
  private final RowReader reader;
  private final @Nullable StorageSnapshot owned;
  private int left;
  private @Nullable DocumentRow row;

  /**
   * @param limit rows to show at most; -1 for all
   * @param owned closed together with the cursor
   */
  RowCursor(StorageCursor rows, RowReader reader, int limit, @Nullable StorageSnapshot owned) {
    this.rows = rows;
    this.reader = reader;
    this.left = limit;
    this.owned = owned;
  }

  /** Moves to the next row; false when there is none or the amount asked for was shown. */
  public boolean next() {
    row = left == 0 || !rows.next() ? null : reader.read(rows);
    if (row == null) {
      left = 0;
      return false;
    }
    left = left < 0 ? left : left - 1;
    return true;
  }

  /**
   * The present row.
   *
   * @throws IllegalStateException if the cursor stands on none
   */
  public DocumentRow row() {
    if (row == null) {
      throw new IllegalStateException(
          problem("Cursor stands on no row")
              .advice("Call next() first and stop when it answers false")
              .toString());
    }
    return row;
  }

  @Override
  public void close() {
    try {
      rows.close();
    } finally {
      if (owned != null) {
        owned.close();
      }
    }
  }

  /** Makes a document of the row that a storage cursor stands on. */
  @FunctionalInterface
  interface RowReader {
    DocumentRow read(StorageCursor rows);
  }
}
