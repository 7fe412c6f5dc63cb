package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * A first write is a document that says when its row was made and that nobody changed it since:
 * _createdAt, the same _updatedAt, no _changed. Whoever writes so has no row of the key. So if it
 * has not seen the row that is there, they are twins: two rows, made apart under one key.
 *
 * The first in the order of the log has the key. Each later operation belongs to the row that its
 * writer saw, which its _createdAt tells; if that is of no row or of several, to the first row that
 * the writer had seen. A deletion ends all of them, as it ends every write before it.
 *
 * Who gives a twin another key says so in a later document of the key: _changed.settled, a map from
 * the twin's first write to its last one that was seen. What is written to the twin after that, or
 * was not seen, brings it back.
 */
/**
 * Makes what a key shows of its operations, oldest first: the row of the first who began one, with
 * its twins, if there are any, under {@value #TWINS}. One thread at a time.
 */
public final class KeyFold {
  /**
   * Where a row has its twins: a list of maps {@code {entry, last, row}}, the hashes of the first
   * and the last write of each as text. Never part of what is written.
   */
  public static final String TWINS = "_twins";

  private static final String CREATED_AT = "_createdAt";
  private static final String UPDATED_AT = "_updatedAt";

  private final MergeRule rule;
  private final Ancestry ancestry;
  private final List<Lineage> lineages = new ArrayList<>();

  private KeyFold(MergeRule rule, Ancestry ancestry) {
    this.rule = rule;
    this.ancestry = ancestry;
  }

  /** Before the first operation, or after a deletion. */
  public static KeyFold empty(MergeRule rule, Ancestry ancestry) {
    return new KeyFold(rule, ancestry);
  }

  /** Goes on with a row that a fold made and found {@link #isComplete}; see {@link RowFold}. */
  public static KeyFold resume(MergeRule rule, Ancestry ancestry, CborMap row) {
    KeyFold fold = new KeyFold(rule, ancestry);
    fold.lineages.add(new Lineage(RowFold.resume(rule, row), null));
    return fold;
  }

  /** What the key shows after a set of operations in any order; null if there is no row. */
  public static @Nullable CborValue rowOf(
      MergeRule rule, Ancestry ancestry, Collection<KeyOperation> operations) {
    KeyFold fold = empty(rule, ancestry);
    operations.stream().sorted(KeyOperation.OLDEST_FIRST).distinct().forEach(fold::add);
    return fold.row();
  }

  /**
   * What an operation does beyond changing a row.
   *
   * @param conflict that it makes; null if it makes none
   * @param twin that it begins; null if it begins none
   * @param added false if that cannot be told from the row that was resumed: begin anew
   */
  public record Step(@Nullable MergeConflict conflict, @Nullable TwinInsert twin, boolean added) {
    /** Whether there is nothing to tell and nothing to make up for. */
    public boolean isPlain() {
      return conflict == null && twin == null && added;
    }
  }

  /**
   * Adds the next operation in log order.
   *
   * @throws IllegalArgumentException if it is not newer than the one before
   */
  public Step add(KeyOperation operation) {
    if (!(operation.value() instanceof CborMap document) || !isPresent()) {
      return begin(operation);
    }
    if (isFirstWrite(document)) {
      if (lineages.get(0).first == null) {
        return new Step(null, null, false);
      }
      if (lineages.stream().noneMatch(lineage -> hasSeen(operation, lineage))) {
        Lineage twin = new Lineage(RowFold.empty(rule), operation);
        twin.add(operation);
        lineages.add(twin);
        return new Step(null, new TwinInsert(operation.entry(), document), true);
      }
    }
    Step step = new Step(target(operation, document).add(operation), null, true);
    settle(operation, document);
    return step;
  }

  /** The row; null if there is none. A map, unless the last writer put something else. */
  public @Nullable CborValue row() {
    CborValue row = lineages.isEmpty() ? null : lineages.get(0).fold.row();
    return row instanceof CborMap map ? withTwins(map) : row;
  }

  /** Whether the row is all that later operations need; see {@link RowFold#isComplete}. */
  public boolean isComplete() {
    return lineages.size() == 1 && lineages.get(0).fold.isComplete();
  }

  private boolean isPresent() {
    return !lineages.isEmpty() && lineages.get(0).fold.isPresent();
  }

  private Step begin(KeyOperation operation) {
    RowFold fold = lineages.isEmpty() ? RowFold.empty(rule) : lineages.get(0).fold;
    lineages.clear();
    Lineage only = new Lineage(fold, operation);
    lineages.add(only);
    return new Step(only.add(operation), null, true);
  }

  private static boolean isFirstWrite(CborMap document) {
    CborValue created = document.find(CREATED_AT);
    return created != null
        && created.equals(document.find(UPDATED_AT))
        && document.find(ChangedKeys.KEY) == null;
  }

  private Lineage target(KeyOperation operation, CborMap document) {
    if (lineages.size() == 1) {
      return lineages.get(0);
    }
    CborValue created = document.find(CREATED_AT);
    List<Lineage> same = lineages.stream().filter(lineage -> lineage.isCreatedAt(created)).toList();
    if (same.size() == 1) {
      return same.get(0);
    }
    List<Lineage> possible = same.isEmpty() ? lineages : same;
    return possible.stream()
        .filter(lineage -> hasSeen(operation, lineage))
        .findFirst()
        .orElse(possible.get(0));
  }

  private boolean hasSeen(KeyOperation operation, Lineage lineage) {
    KeyOperation first = lineage.first;
    return first != null && ancestry.hasSeen(operation.entry(), first.entry());
  }

  private void settle(KeyOperation operation, CborMap document) {
    if (lineages.size() > 1
        && ChangedKeys.of(document, operation.clock().time()) != null
        && document.find(ChangedKeys.KEY) instanceof CborMap claim
        && claim.find(ChangedKeys.SETTLED) instanceof CborMap settled) {
      lineages.stream().skip(1).forEach(lineage -> lineage.settle(settled));
    }
  }

  private CborMap withTwins(CborMap row) {
    List<CborValue> twins =
        lineages.stream()
            .skip(1)
            .filter(lineage -> !lineage.settled)
            .<CborValue>map(Lineage::describe)
            .toList();
    if (!twins.isEmpty()) {
      return row.toBuilder().put(TWINS, new CborList(twins)).build();
    }
    return row.find(TWINS) == null ? row : row.toBuilder().remove(TWINS).build();
  }

  /** What one first write began. */
  private static final class Lineage {
    private final RowFold fold;
    private final @Nullable KeyOperation first;
    private @Nullable KeyOperation last;
    private boolean settled;

    /**
     * @param first null if the row was resumed
     */
    Lineage(RowFold fold, @Nullable KeyOperation first) {
      this.fold = fold;
      this.first = first;
    }

    @Nullable MergeConflict add(KeyOperation operation) {
      last = operation;
      settled = false;
      return fold.add(operation);
    }

    boolean isCreatedAt(@Nullable CborValue created) {
      return created != null
          && first != null
          && first.value() instanceof CborMap document
          && created.equals(document.find(CREATED_AT));
    }

    void settle(CborMap claim) {
      if (first != null && last != null) {
        settled |= text(last).equals(claim.find(first.entry().toString()));
      }
    }

    /** As part of the row that has the key. */
    CborMap describe() {
      CborMap.Builder twin = CborMap.builder();
      CborValue row = fold.row();
      if (first != null && last != null && row != null) {
        twin.put("entry", text(first)).put("last", text(last)).put("row", row);
      }
      return twin.build();
    }

    private static CborText text(KeyOperation operation) {
      return new CborText(operation.entry().toString());
    }
  }
}
