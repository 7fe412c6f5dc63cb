package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.index.KeyMerge;
import io.debros.store.index.WinningEntry;
import io.debros.store.merge.KeyOperation;
import io.debros.store.merge.MergeConflict;
import io.debros.store.merge.MergeRule;
import io.debros.store.merge.RowFold;
import io.debros.store.multiformats.Cid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Merges the operations of a key by a rule. Thread-safe.
 *
 * @param log gives the operation of an entry; null if it cannot be read any more
 */
record RowMerge(MergeRule rule, Function<Cid, @Nullable WinningEntry> log) implements KeyMerge {
  @Override
  public @Nullable WinningEntry load(Cid entry) {
    return log.apply(entry);
  }

  @Override
  public Fold begin() {
    return new Fold(RowFold.empty(rule));
  }

  @Override
  public Fold resume(CborMap row) {
    return new Fold(RowFold.resume(rule, row));
  }

  /** A fold, and the conflicts that are to be told. */
  static final class Fold implements KeyMerge.Fold {
    private final RowFold fold;
    private final List<MergeConflict> remembered = new ArrayList<>();
    private @Nullable MergeConflict last;

    private Fold(RowFold fold) {
      this.fold = fold;
    }

    @Override
    public boolean add(WinningEntry operation) {
      CborValue value = operation.deleted() ? null : DagCbor.decode(operation.value());
      last = fold.add(new KeyOperation(operation.hash(), operation.clock(), value));
      return last != null;
    }

    @Override
    public void remember() {
      if (last != null) {
        remembered.add(last);
      }
    }

    /** In log order. */
    List<MergeConflict> remembered() {
      return remembered;
    }

    @Override
    public @Nullable CborValue row() {
      return fold.row();
    }

    @Override
    public boolean isComplete() {
      return fold.isComplete();
    }
  }
}
