package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * Which entries an iterator shows, newest first. {@code lt} and {@code lte} follow the graph: they
 * show ancestors of that entry, and none of branches beside it. {@code gt} and {@code gte} cut the
 * order: they show everything newer than that entry, of all branches. {@code gt} wins over {@code
 * gte}, {@code lt} over {@code lte}.
 *
 * @param amount most entries to show; {@value #ALL} for all of them. With a lower bound, those
 *     nearest to it; ignored when there is an upper bound as well
 * @param gt only entries newer than this one; null for no bound
 * @param gte this entry and newer ones; null for no bound
 * @param lt only ancestors of this entry; null for no bound
 * @param lte this entry and its ancestors; null for no bound
 */
public record IteratorOptions(
    int amount, @Nullable Cid gt, @Nullable Cid gte, @Nullable Cid lt, @Nullable Cid lte) {
  /** No limit. */
  public static final int ALL = -1;

  public IteratorOptions {
    if (amount < ALL) {
      throw new IllegalArgumentException(
          problem("Amount is negative")
              .at("amount", amount)
              .advice("Give a number of entries, or -1 for all")
              .toString());
    }
  }

  /** All entries. */
  public static IteratorOptions all() {
    return new IteratorOptions(ALL, null, null, null, null);
  }

  /** The newest entries. */
  public static IteratorOptions newest(int amount) {
    return all().withAmount(amount);
  }

  public IteratorOptions withAmount(int entries) {
    return new IteratorOptions(entries, gt, gte, lt, lte);
  }

  public IteratorOptions withGt(Cid hash) {
    return new IteratorOptions(amount, hash, gte, lt, lte);
  }

  public IteratorOptions withGte(Cid hash) {
    return new IteratorOptions(amount, gt, hash, lt, lte);
  }

  public IteratorOptions withLt(Cid hash) {
    return new IteratorOptions(amount, gt, gte, hash, lte);
  }

  public IteratorOptions withLte(Cid hash) {
    return new IteratorOptions(amount, gt, gte, lt, hash);
  }

  /** Where the walk ends, or null. */
  @Nullable Cid end() {
    return gt != null ? gt : gte;
  }

  /** Where the walk starts, or null for the heads. */
  @Nullable Cid start() {
    return lt != null ? lt : lte;
  }

  /** Whether only the last of the entries walked over are shown. */
  boolean nearestToEnd() {
    return end() != null && amount != ALL && start() == null;
  }
}
