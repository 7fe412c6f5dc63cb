package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.error.NotFoundException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.IteratorOptions;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * A removal is an operation DEL whose key is the hash of the entry that added. @orbitdb/core shows
 * the value of every entry of an events log, whatever its operation: it goes on to show what was
 * removed, and shows null for the removal.
 */
/**
 * Events that can be removed again. To others it is a database of type {@code events}: readers that
 * know nothing of feeds still see what was removed. Opening the same address as events shows the
 * same. What is removed stays in the log. Thread-safe.
 */
public final class FeedDatabase extends Database {
  /** Database type in manifests. */
  public static final String TYPE = EventDatabase.TYPE;

  private final EventReader reader;

  FeedDatabase(DatabaseEngine engine) {
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

  /**
   * Removes an event, for good.
   *
   * @param added hash of the entry that added it
   * @return hash of the entry that removes it
   * @throws NotFoundException if the feed does not show such an event
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid remove(Cid added) {
    return write(transaction -> transaction.remove(this, added));
  }

  /** The event of an entry; null if there is none, or it was removed. */
  public @Nullable CborValue find(Cid hash) {
    return reader.find(requireGiven("Hash", hash));
  }

  /**
   * The event of an entry.
   *
   * @throws NotFoundException if there is none, or it was removed
   */
  public CborValue get(Cid hash) {
    return reader.get(requireGiven("Hash", hash));
  }

  /**
   * Events newest first, within bounds. Holds one event at a time, whatever the bounds.
   *
   * @param options its amount counts events that are shown; bounds may be any entries of the log
   * @throws NotFoundException if a bound is not an entry of this log
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

  /**
   * @param present what there is now
   */
  CborValue removeOperation(Cid added, @Nullable Row present) {
    if (present == null) {
      throw new NotFoundException(
          problem("No event of this hash in the feed")
              .at("entry", added)
              .at("address", address())
              .advice("Remove only what find(hash) finds"));
    }
    return EventOperations.remove(added);
  }
}
