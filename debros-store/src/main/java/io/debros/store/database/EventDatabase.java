package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.IteratorOptions;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that are only ever added, each found by the hash of its entry, in the order of the log.
 * Rows have that hash as {@link Row#hash()}, and as text as {@link Row#key()}. What others write
 * into the log besides ADD operations is not shown. Thread-safe.
 */
public final class EventDatabase extends Database {
  /** Database type in manifests. */
  public static final String TYPE = "events";

  private final EventReader reader;

  EventDatabase(DatabaseEngine engine) {
    super(engine);
    this.reader = new EventReader(engine);
  }

  /**
   * Adds an event.
   *
   * @return hash of the entry
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid add(CborValue value) {
    return append(addOperation(value));
  }

  /**
   * Adds several events in one atomic batch, one entry for each, in the order given.
   *
   * @return hashes of the entries
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public List<Cid> addAll(Collection<? extends CborValue> values) {
    return write(
        transaction -> values.stream().map(value -> transaction.add(this, value)).toList());
  }

  /**
   * Adds any number of events in batches of bounded size, each of them atomic. If it throws, the
   * batches before stay.
   *
   * @return how many were added
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if the last batch was not written
   */
  public long load(Iterator<? extends CborValue> values) {
    return inBatches(values, (transaction, value) -> transaction.add(this, value));
  }

  /** The event of an entry; null if there is none. */
  public @Nullable CborValue find(Cid hash) {
    return reader.find(requireGiven("Hash", hash));
  }

  /**
   * The event of an entry.
   *
   * @throws io.debros.store.error.NotFoundException if there is none
   */
  public CborValue get(Cid hash) {
    return reader.get(requireGiven("Hash", hash));
  }

  /**
   * Events newest first, within bounds. Holds one event at a time, whatever the bounds.
   *
   * @param options its amount counts events
   * @throws io.debros.store.error.NotFoundException if a bound is not an entry of this log
   */
  public RowCursor<Row> iterator(IteratorOptions options) {
    return reader.iterator(requireGiven("Range", options));
  }

  /** All events, oldest first, read as they are asked for. */
  public RowCursor<Row> oldestFirst() {
    return reader.oldestFirst();
  }

  /** All events, oldest first, in memory; {@link #oldestFirst} for many. */
  public List<Row> all() {
    return oldestFirst().toList();
  }

  CborValue addOperation(CborValue value) {
    return EventOperations.add(requireGiven("Value", value));
  }
}
