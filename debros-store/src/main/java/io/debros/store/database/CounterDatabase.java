package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.multiformats.Cid;
import io.debros.store.storage.StorageReader.Direction;

/**
 * A number that any writer adds to and takes from without waiting for the others. To others it is a
 * database of type {@code keyvalue}: under the id of each identity a list of two integers, what it
 * added and what it took away so far. The value is the sum over all identities. Other keys and
 * values do not count. Thread-safe.
 *
 * <p>An identity counts at one place: if it writes on two nodes that have not met, the later of its
 * two writes replaces the other one, as for any key, so that every reader of the log sees the same
 * number. Nothing that is merged later could tell the two counts apart: taking the larger one would
 * lose the other all the same.
 */
public final class CounterDatabase extends Database {
  /** Database type in manifests. */
  public static final String TYPE = KeyValueDatabase.TYPE;

  CounterDatabase(DatabaseEngine engine) {
    super(engine);
  }

  /** The sum of what everybody added and took away. */
  public long value() {
    long sum = 0;
    try (RowCursor<Row> rows = rowsByKey(Direction.ASCENDING, RowCursor.ALL)) {
      while (rows.next()) {
        sum = sum(sum, Count.of(rows.row()).value());
      }
    }
    return sum;
  }

  /** Adds one. */
  public Cid increment() {
    return increment(1);
  }

  /**
   * Adds to the number.
   *
   * @param amount 1 or more
   * @return hash of the entry
   * @throws IllegalArgumentException if the amount is less than 1, or this identity would have
   *     added more than 2^53-1, the most that JavaScript counts exactly
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid increment(long amount) {
    return write(transaction -> transaction.increment(this, amount));
  }

  /** Takes one away. */
  public Cid decrement() {
    return decrement(1);
  }

  /**
   * Takes from the number.
   *
   * @param amount 1 or more
   * @return hash of the entry
   * @throws IllegalArgumentException if the amount is less than 1, or this identity would have
   *     taken away more than 2^53-1
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid decrement(long amount) {
    return write(transaction -> transaction.decrement(this, amount));
  }

  /** Under which key this node counts. */
  String ownKey() {
    return engine().context().identity().id();
  }

  private long sum(long sum, long more) {
    try {
      return Math.addExact(sum, more);
    } catch (ArithmeticException e) {
      throw new IllegalStateException(
          problem("Counter is beyond what a long can hold")
              .at("address", address())
              .advice("Begin a new counter")
              .toString(),
          e);
    }
  }
}
