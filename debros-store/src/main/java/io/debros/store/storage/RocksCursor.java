package io.debros.store.storage;

import io.debros.store.storage.StorageReader.Direction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** A scan of one column family; its monitor guards the native iterator. */
final class RocksCursor implements StorageCursor {
  private final Path path;
  private final boolean up;
  private final RocksIterator rows;
  private final List<AbstractNativeReference> natives = new ArrayList<>();
  private final Scope scope;
  private Position position = Position.BEFORE;

  private enum Position {
    BEFORE,
    ON_ROW,
    AFTER
  }

  /** Call it inside the parent. */
  RocksCursor(
      Scope parent,
      RocksFiles files,
      ColumnFamilyHandle family,
      @Nullable Snapshot snapshot,
      KeyRange range,
      Direction direction) {
    this.path = files.path();
    this.up = direction == Direction.ASCENDING;
    this.rows = files.database().newIterator(family, keep(options(range, snapshot)));
    this.scope = parent.open("Cursor", this::release);
  }

  @SuppressWarnings("resource") // all is kept until release
  private ReadOptions options(KeyRange range, @Nullable Snapshot snapshot) {
    ReadOptions options = new ReadOptions().setIterateLowerBound(keep(new Slice(range.from())));
    byte[] to = range.to();
    if (to != null) {
      options.setIterateUpperBound(keep(new Slice(to)));
    }
    return snapshot == null ? options : options.setSnapshot(snapshot);
  }

  private <T extends AbstractNativeReference> T keep(T object) {
    natives.add(object);
    return object;
  }

  @Override
  public boolean next() {
    scope.enter();
    try {
      return move();
    } finally {
      scope.leave();
    }
  }

  @Override
  public byte[] key() {
    scope.enter();
    try {
      return keyOfRow();
    } finally {
      scope.leave();
    }
  }

  @Override
  public byte[] value() {
    scope.enter();
    try {
      return valueOfRow();
    } finally {
      scope.leave();
    }
  }

  @Override
  public void close() {
    scope.close();
  }

  private synchronized boolean move() {
    switch (position) {
      case BEFORE -> toFirst();
      case ON_ROW -> toNext();
      case AFTER -> {
        return false;
      }
    }
    if (rows.isValid()) {
      position = Position.ON_ROW;
      return true;
    }
    position = Position.AFTER;
    checkStatus();
    return false;
  }

  private synchronized byte[] keyOfRow() {
    return Rows.present(position == Position.ON_ROW ? rows.key() : null);
  }

  private synchronized byte[] valueOfRow() {
    return Rows.present(position == Position.ON_ROW ? rows.value() : null);
  }

  private void toFirst() {
    if (up) {
      rows.seekToFirst();
    } else {
      rows.seekToLast();
    }
  }

  private void toNext() {
    if (up) {
      rows.next();
    } else {
      rows.prev();
    }
  }

  /** An iterator that ends because it cannot read must not look like one that reached the end. */
  private void checkStatus() {
    try {
      rows.status();
    } catch (RocksDBException e) {
      throw RocksFiles.readFailed(path, e);
    }
  }

  private void release() {
    rows.close();
    natives.forEach(AbstractNativeReference::close);
  }
}
