package io.debros.store.index;

import static io.debros.store.error.Problem.problem;

import io.debros.store.storage.StorageCursor;
import org.jspecify.annotations.Nullable;

/**
 * Live rows of a database, read as they are asked for. Stands before its first row. One thread at a
 * time; close it.
 */
public abstract sealed class KeyCursor implements AutoCloseable
    permits LogOrderCursor, KeyOrderCursor {
  private final StorageCursor rows;
  private @Nullable String key;
  private @Nullable WinningEntry entry;

  KeyCursor(StorageCursor rows) {
    this.rows = rows;
  }

  /** Moves to the next row; false when there is none. */
  public final boolean next() {
    entry = null;
    while (entry == null && rows.next()) {
      read(rows);
    }
    return entry != null;
  }

  /** Reads the row that the storage cursor stands on; shows nothing if it is not live. */
  abstract void read(StorageCursor row);

  final void show(String shownKey, WinningEntry shownEntry) {
    key = shownKey;
    entry = shownEntry;
  }

  /**
   * Key of the present row.
   *
   * @throws IllegalStateException if the cursor stands on none
   */
  public final String key() {
    return present(key);
  }

  /**
   * Entry of the present row; never a deletion.
   *
   * @throws IllegalStateException if the cursor stands on none
   */
  public final WinningEntry entry() {
    return present(entry);
  }

  private <T> T present(@Nullable T part) {
    if (part == null || entry == null) {
      throw new IllegalStateException(
          problem("Cursor stands on no row")
              .advice("Call next() first and stop when it answers false")
              .toString());
    }
    return part;
  }

  @Override
  public final void close() {
    rows.close();
  }
}
