package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.storage.StorageSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in some order, as of the moment the cursor was made, read as they are asked for: it holds
 * one row, however many there are. Stands before its first row. Close it: it holds resources of the
 * storage. One thread at a time.
 *
 * @param <R> what a row is
 */
public final class RowCursor<R> implements AutoCloseable {
  /** No limit. */
  static final int ALL = -1;

  private final Rows<R> rows;
  private final @Nullable StorageSnapshot owned;
  private int left;
  private @Nullable R row;

  /**
   * @param limit rows to show at most, or {@link #ALL}
   * @param owned closed together with the cursor
   */
  RowCursor(Rows<R> rows, int limit, @Nullable StorageSnapshot owned) {
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
  public R row() {
    if (row == null) {
      throw new IllegalStateException(
          problem("Cursor stands on no row")
              .advice("Call next() first and stop when it answers false")
              .toString());
    }
    return row;
  }

  /** What is left, in memory; closes the cursor. */
  List<R> toList() {
    try (this) {
      List<R> list = new ArrayList<>();
      while (next()) {
        list.add(row());
      }
      return list;
    }
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

  /** Checks a limit. */
  static int checked(int amount) {
    if (amount < ALL) {
      throw new IllegalArgumentException(
          problem("Amount is negative")
              .at("amount", amount)
              .advice("Give a number of rows, or -1 for all")
              .toString());
    }
    return amount;
  }

  /** Where rows come from. */
  interface Rows<R> extends AutoCloseable {
    /** The next row; null at the end. */
    @Nullable R next();

    @Override
    void close();
  }
}
