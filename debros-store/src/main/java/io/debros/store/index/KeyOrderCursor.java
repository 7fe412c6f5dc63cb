package io.debros.store.index;

import io.debros.store.storage.StorageCursor;

/** Rows by key. */
final class KeyOrderCursor extends KeyCursor {
  KeyOrderCursor(StorageCursor rows) {
    super(rows);
  }

  @Override
  void read(StorageCursor row) {
    WinningEntry entry = KeyRows.decode(row.value());
    if (!entry.deleted()) {
      show(KeyRows.keyOf(row.key()), entry);
    }
  }
}
