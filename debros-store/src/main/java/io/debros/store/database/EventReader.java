package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.error.NotFoundException;
import io.debros.store.index.KeyCursor;
import io.debros.store.index.KeyIndex;
import io.debros.store.index.LogRange;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.IteratorOptions;
import io.debros.store.oplog.Traversal;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import org.jspecify.annotations.Nullable;

/** Reads the rows of events and feeds. Holds one row at a time. Thread-safe. */
record EventReader(DatabaseEngine engine) {

  @Nullable CborValue find(Cid hash) {
    Row row = engine.find(hash.toString());
    return row == null ? null : row.value();
  }

  CborValue get(Cid hash) {
    CborValue value = find(hash);
    if (value == null) {
      throw new NotFoundException(
          problem("Database shows no event of this hash")
              .at("entry", hash)
              .at("address", engine.address())
              .advice("Give what add returned, here or at a peer whose entries were joined"));
    }
    return value;
  }

  /** Rows of the range, newest first, as {@link IteratorOptions} says; the amount counts rows. */
  RowCursor<Row> iterator(IteratorOptions options) {
    Traversal entries = engine.log().iterator(options.withAmount(IteratorOptions.ALL));
    if (options.lt() == null && options.lte() == null) {
      return engine.cursor(snapshot -> newestFirst(snapshot, options), options.amount());
    }
    boolean limited = options.gt() == null && options.gte() == null;
    int amount = limited || options.amount() == 0 ? options.amount() : IteratorOptions.ALL;
    return engine.cursor(snapshot -> ancestors(snapshot, entries), amount);
  }

  RowCursor<Row> oldestFirst() {
    return engine.cursor(
        snapshot -> new KeyRows(scan(snapshot, LogRange.all(), Direction.ASCENDING)),
        RowCursor.ALL);
  }

  private RowCursor.Rows<Row> newestFirst(StorageSnapshot snapshot, IteratorOptions options) {
    LogRange range = above(options);
    boolean bounded = options.gt() != null || options.gte() != null;
    if (bounded && options.amount() > 0) {
      range = nearest(snapshot, range, options.amount());
    }
    return new KeyRows(scan(snapshot, range, Direction.DESCENDING));
  }

  private LogRange above(IteratorOptions options) {
    if (options.gt() != null) {
      Entry bound = engine.log().get(options.gt());
      return LogRange.all().after(bound.clock(), bound.hash());
    }
    if (options.gte() != null) {
      Entry bound = engine.log().get(options.gte());
      return LogRange.all().from(bound.clock(), bound.hash());
    }
    return LogRange.all();
  }

  /** The range without what lies beyond its first rows, in the order of the log. */
  private LogRange nearest(StorageSnapshot snapshot, LogRange range, int amount) {
    try (KeyCursor rows = scan(snapshot, range, Direction.ASCENDING)) {
      for (int seen = 1; rows.next(); seen++) {
        if (seen == amount) {
          return range.upTo(rows.entry().clock(), rows.entry().hash());
        }
      }
      return range;
    }
  }

  private KeyCursor scan(StorageSnapshot snapshot, LogRange range, Direction direction) {
    return keys().inLogOrder(snapshot, engine.indexIdAt(snapshot), range, direction);
  }

  private RowCursor.Rows<Row> ancestors(StorageSnapshot snapshot, Traversal entries) {
    int id = engine.indexIdAt(snapshot);
    return new TraversedRows(entries, key -> Row.of(key, keys().find(snapshot, id, key)));
  }

  private KeyIndex keys() {
    return engine.context().indexes().keys();
  }
}
