package io.debros.store.database;

import io.debros.store.dagcbor.DagCbor;
import io.debros.store.index.KeyHistory;
import io.debros.store.index.WinningEntry;
import io.debros.store.merge.KeyOperation;
import org.jspecify.annotations.Nullable;

/**
 * The operations that made a row, newest first, back to the last deletion of its key: all of them
 * where rows merge, the last one where the last write counts. Reads one at a time. Stands before
 * the first. One thread at a time; close it before its snapshot.
 */
public final class RowHistory implements AutoCloseable {
  private final @Nullable KeyHistory hashes;
  private final @Nullable RowMerge merge;
  private @Nullable KeyOperation operation;
  private @Nullable KeyOperation only;

  private RowHistory(
      @Nullable KeyHistory hashes, @Nullable RowMerge merge, @Nullable KeyOperation only) {
    this.hashes = hashes;
    this.merge = merge;
    this.only = only;
  }

  /** That of a row that several operations may have made. */
  static RowHistory of(KeyHistory hashes, RowMerge merge) {
    return new RowHistory(hashes, merge, null);
  }

  /**
   * That of a row that one operation made.
   *
   * @param only null if there is no row
   */
  static RowHistory of(@Nullable KeyOperation only) {
    return new RowHistory(null, null, only);
  }

  /** Moves to the next operation; false when there is none. */
  public boolean next() {
    operation = only;
    only = null;
    while (hashes != null && merge != null && operation == null && hashes.next()) {
      WinningEntry loaded = merge.load(hashes.hash());
      operation =
          loaded == null || loaded.deleted() // what cannot be decrypted counts as a deletion
              ? null
              : new KeyOperation(loaded.hash(), loaded.clock(), DagCbor.decode(loaded.value()));
    }
    return operation != null;
  }

  /**
   * The present operation; its value is not null.
   *
   * @throws IllegalStateException if it stands on none
   */
  public KeyOperation operation() {
    if (operation == null) {
      throw new IllegalStateException("Call next() first and stop when it answers false");
    }
    return operation;
  }

  @Override
  public void close() {
    if (hashes != null) {
      hashes.close();
    }
  }
}
