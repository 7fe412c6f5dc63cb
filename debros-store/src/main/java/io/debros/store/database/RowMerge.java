package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.index.KeyMerge;
import io.debros.store.index.WinningEntry;
import io.debros.store.merge.Ancestry;
import io.debros.store.merge.KeyFold;
import io.debros.store.merge.KeyOperation;
import io.debros.store.merge.MergeConflict;
import io.debros.store.merge.MergeRule;
import io.debros.store.merge.TwinInsert;
import io.debros.store.multiformats.Cid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Merges the operations of a key by a rule. Thread-safe if its sources are.
 *
 * @param log gives the operation of an entry; null if it cannot be read any more
 * @param ancestry of the entries
 */
record RowMerge(MergeRule rule, Function<Cid, @Nullable WinningEntry> log, Ancestry ancestry)
    implements KeyMerge {
  @Override
  public @Nullable WinningEntry load(Cid entry) {
    return log.apply(entry);
  }

  @Override
  public Fold begin() {
    return new Fold(KeyFold.empty(rule, ancestry));
  }

  @Override
  public Fold resume(CborMap row) {
    return new Fold(KeyFold.resume(rule, ancestry, row));
  }

  /** A fold, and what is to be told. */
  static final class Fold implements KeyMerge.Fold {
    private final KeyFold fold;
    private final List<MergeConflict> conflicts = new ArrayList<>();
    private final List<TwinInsert> twins = new ArrayList<>();
    private KeyFold.@Nullable Step last;

    private Fold(KeyFold fold) {
      this.fold = fold;
    }

    @Override
    public boolean add(WinningEntry operation) {
      CborValue value = operation.deleted() ? null : DagCbor.decode(operation.value());
      last = fold.add(new KeyOperation(operation.hash(), operation.clock(), value));
      return !last.isPlain();
    }

    @Override
    public void remember() {
      if (last != null && last.conflict() != null) {
        conflicts.add(last.conflict());
      }
      if (last != null && last.twin() != null) {
        twins.add(last.twin());
      }
    }

    /** In log order. */
    List<MergeConflict> conflicts() {
      return conflicts;
    }

    /** In log order. */
    List<TwinInsert> twins() {
      return twins;
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
