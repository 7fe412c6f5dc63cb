package io.debros.store.index;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * How all operations of a key together become its row, where it is not simply the newest that
 * counts. The row must depend on the set of operations alone. Thread-safe; its folds are not.
 */
public interface KeyMerge {
  /** The operation of an entry that is in the log; null if it cannot be read any more. */
  @Nullable WinningEntry load(Cid entry);

  /** A fold before the first operation, or after a deletion. */
  Fold begin();

  /** A fold that goes on with a row that an earlier one found {@link Fold#isComplete}. */
  Fold resume(CborMap row);

  /** Makes a row of operations, oldest first. One thread at a time. */
  interface Fold {
    /**
     * Adds the next operation in log order.
     *
     * @return whether it conflicts with those before it, or that cannot be told by a fold that goes
     *     on with a row
     */
    boolean add(WinningEntry operation);

    /** The conflict of the operation that was added last is to be told. */
    void remember();

    /** The row; null if there is none. */
    @Nullable CborValue row();

    /** Whether the row is all that is needed to go on. */
    boolean isComplete();
  }
}
