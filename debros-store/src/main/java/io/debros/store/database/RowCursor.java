package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.storage.StorageSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Documents in some order, as of the moment the cursor was made, read as they are asked for. Stands
 * before its first row. Close it: it holds resources of the storage. One thread at a time.
 */
public final class RowCursor implements AutoCloseable {
  /** No limit. */
  static final int ALL = -1;

  private final Rows rows;
  private final @Nullable StorageSnapshot owned;
  private int left;
  private @Nullable DocumentRow row;

  /**
   * @param limit rows to show at most, or {@link #ALL}
   * @param owned closed together with the cursor
   */
  RowCursor(Rows rows, int limit, @Nullable StorageSnapshot owned) {
    this.rows = rows;
    this.left = limit;
    this.owned = owned;
  }

  /** Moves to the next row; false when there is none, or as many as asked for were shown. */
  public boolean next() {
    row = left == 0 ? null : rows.next();
    if (row == null) {
      left = 0;
      return false;
    }
    left = left == ALL ? ALL : left - 1;
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

  /** Where rows come from. */
  interface Rows extends AutoCloseable {
    /** The next row; null at the end. */
    @Nullable DocumentRow next();

    @Override
    void close();
  }
}
