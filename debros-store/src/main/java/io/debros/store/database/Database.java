package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.error.ClosedException;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Oplog;
import io.debros.store.storage.StorageReader.Direction;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A replicated database: a signed log of operations, and an index of what they come to. Two
 * replicas with the same entries show the same.
 *
 * <p>Thread-safe. Writes of one database happen one after the other; each is one atomic storage
 * batch. Reads never wait for writers, and cost one index look-up whatever the length of the log.
 * After {@link #close()} every call but those about names throws {@link ClosedException}.
 *
 * @see <a href="https://github.com/orbitdb/orbitdb/blob/main/docs/DATABASES.md">OrbitDB
 *     databases</a>
 */
public abstract class Database implements AutoCloseable {
  private static final int BATCH_ENTRIES = 1_000;
  private static final long BATCH_BYTES = 4 << 20;

  private final DatabaseEngine engine;

  /**
   * @param engine as {@link DatabaseType#open} is given it
   */
  protected Database(DatabaseEngine engine) {
    this.engine = engine;
  }

  /** {@code /orbitdb/zdpu…}; the same on every node for the same name and settings. */
  public final Address address() {
    return engine.address();
  }

  /** Name in the manifest. */
  public final String name() {
    return engine.manifest().name();
  }

  /** Type in the manifest. */
  public final String type() {
    return engine.manifest().type();
  }

  /** The immutable description of this database. */
  public final Manifest manifest() {
    return engine.manifest();
  }

  /** The entries that no other points to, newest first. */
  public final List<Entry> heads() {
    return log().heads();
  }

  /** The log of this database, for reading. */
  public final Oplog log() {
    return engine.log();
  }

  /**
   * Who may write here: an {@code OrbitDbAccessController} if the list can change, an {@code
   * IpfsAccessController} if it is fixed, or that of a registered type.
   */
  public final AccessController access() {
    return log().access();
  }

  /** How many rows there are; does not count them. */
  public final long count() {
    return engine.count();
  }

  /**
   * Joins entries of others and what links them to this log: all of it, or nothing. Everything new
   * is verified before anything changes. Joining twice equals joining once. Listeners are told of
   * each refusal, also if this throws.
   *
   * @param entries usually heads of a peer, in any order and of any part of the log; what they
   *     build on may be among them
   * @param missing asked for entries and identities that are not here; other writers wait meanwhile
   * @return what was new to this log, without refusals, gaps and missing blocks
   * @throws io.debros.store.error.BadEntryException if a signature, an identity or the form is
   *     wrong
   * @throws io.debros.store.error.AppendDeniedException if a writer may not write here
   * @throws io.debros.store.error.BadBlockException if the source gave another block
   * @throws io.debros.store.oplog.MissingAncestorsException if blocks are nowhere; names them
   */
  public final JoinOutcome join(Collection<Entry> entries, BlockSource missing) {
    return engine.joining(joiner -> joiner.join(entries, missing));
  }

  /**
   * Joins what can be joined: the largest set of entries, among those given and what they build on,
   * that are sound and whose ancestors all are in the set or in this log. More than one join takes
   * is joined in pieces, the oldest first. Others that may join later are set aside in memory, up
   * to 10,000 entries and 32 MiB, and tried again when something that they wait for has joined, or
   * by {@link #retry}; those of unknown writers make room for others. Listeners are told of each
   * refusal, and if trying again fails.
   *
   * @param entries in any order and of any part of the log; what they build on may be among them
   * @param missing asked for entries and identities that are not here; other writers wait
   *     meanwhile. What it throws is thrown, and then nothing was joined, but for pieces before
   * @return what was new to this log, and what stays out and why
   */
  public final JoinOutcome offer(Collection<Entry> entries, BlockSource missing) {
    return engine.joining(joiner -> joiner.offer(entries, missing));
  }

  /**
   * The same for blocks as they were received; what is not an entry at all is refused with the
   * rest.
   *
   * @param blocks of which those that were read before were read by the log of this database
   */
  public final JoinOutcome offerBlocks(Collection<EntryBlock> blocks, BlockSource missing) {
    return engine.joining(joiner -> joiner.offerBlocks(blocks, missing));
  }

  /**
   * Offers the entries again that were set aside: a block, a provider of identities or a grant may
   * have arrived. What is already known to be refused for the same reason is not told again.
   *
   * @param missing asked for entries and identities that are not here
   * @return what was new to this log, and what still stays out and why
   */
  public final JoinOutcome retry(BlockSource missing) {
    return engine.joining(joiner -> joiner.retry(missing));
  }

  /**
   * Empties the log and the indexes. Blocks stay, so that peers can be served, until {@code
   * NodeCare.compact} removes those that no other database needs; the database stays open and can
   * be filled again. (If the storage fails between emptying and going on, the database is closed:
   * open it again.)
   *
   * @throws io.debros.store.error.StorageException if nothing was changed, or the change could not
   *     be synced
   */
  public final void drop() {
    engine.drop();
  }

  /** Adds a listener; one that is added twice is told twice. */
  public final void addListener(DatabaseListener listener) {
    engine.listeners().add(listener);
  }

  /** Removes a listener; nothing happens if it was not added. */
  public final void removeListener(DatabaseListener listener) {
    engine.listeners().remove(listener);
  }

  /** Whether this database was closed. */
  public final boolean isClosed() {
    return engine.isClosed();
  }

  /** Waits for the writer and closes the database; nothing happens the second time. */
  @Override
  public final void close() {
    engine.close();
  }

  /** Name and address. */
  @Override
  public final String toString() {
    return name() + " " + address();
  }

  /** The row of a key; null if there is none. */
  protected final @Nullable Row findRow(String key) {
    requireGiven("Key", key);
    return engine.find(key);
  }

  /**
   * Rows by their last write.
   *
   * @param direction {@code DESCENDING} is newest first
   * @param amount how many at most; -1 for all
   * @throws IllegalArgumentException if the amount is below -1
   */
  protected final RowCursor<Row> rowsByTime(Direction direction, int amount) {
    return engine.rows(
        (snapshot, id) -> engine.context().indexes().keys().inLogOrder(snapshot, id, direction),
        amount);
  }

  /**
   * Rows by their keys, in code point order.
   *
   * @param amount how many at most; -1 for all
   * @throws IllegalArgumentException if the amount is below -1
   */
  protected final RowCursor<Row> rowsByKey(Direction direction, int amount) {
    return rowsByKey("", direction, amount);
  }

  /**
   * Rows whose keys begin with a text, by key, in code point order.
   *
   * @param amount how many at most; -1 for all
   * @throws IllegalArgumentException if the amount is below -1
   */
  protected final RowCursor<Row> rowsByKey(String prefix, Direction direction, int amount) {
    return engine.rows(
        (snapshot, id) ->
            engine.context().indexes().keys().inKeyOrder(snapshot, id, prefix, direction),
        amount);
  }

  /** Appends one operation; see {@link DatabaseTransaction#append}. */
  protected final Cid append(CborValue operation) {
    return write(transaction -> transaction.append(this, operation));
  }

  /** Does several writes in one atomic batch, and commits them. */
  protected final <T> T write(Function<DatabaseTransaction, T> work) {
    try (DatabaseTransaction transaction = DatabaseTransaction.begin(List.of(this))) {
      T result = work.apply(transaction);
      transaction.commit();
      return result;
    }
  }

  /**
   * Does any number of writes in atomic batches of bounded size. If it throws, the batches before
   * stay.
   *
   * @param write what is done for one item; in a transaction over this database
   * @return how many items there were
   */
  protected final <T> long inBatches(
      Iterator<? extends T> items, BiConsumer<DatabaseTransaction, T> write) {
    long done = 0;
    while (items.hasNext()) {
      done += write(transaction -> fill(transaction, items, write));
    }
    return done;
  }

  /**
   * Refuses null.
   *
   * @param what names the argument
   */
  protected final <T> T requireGiven(String what, @Nullable T argument) {
    if (argument == null) {
      throw new IllegalArgumentException(
          problem(what + " is null").at("address", address()).advice("Give one").toString());
    }
    return argument;
  }

  private static <T> int fill(
      DatabaseTransaction transaction,
      Iterator<? extends T> items,
      BiConsumer<DatabaseTransaction, T> write) {
    int count = 0;
    while (items.hasNext() && count < BATCH_ENTRIES && transaction.stagedBytes() < BATCH_BYTES) {
      write.accept(transaction, items.next());
      count++;
    }
    return count;
  }

  final DatabaseEngine engine() {
    return engine;
  }
}
