package io.debros.store.merge;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * A left fold in log order. The log order is total and the same everywhere, so the row depends on
 * the set of entries only.
 *
 * After a deletion nothing is known of the row. A document that says what it changed sets that; as
 * long as no document counted as a whole, the others of its attributes are the best there is, so
 * those that nobody changed follow the last document. A document that says nothing counts as a
 * whole: from then on every attribute was changed by somebody (the row is "complete").
 */
/**
 * Makes the row of a key from its operations, oldest first. Never fails over what a writer put into
 * a document. One thread at a time.
 */
public final class RowFold {
  /** Bookkeeping of the last write, whatever it changed. */
  private static final List<String> OF_LAST_WRITE =
      List.of("_id", "_model", "_updatedAt", ChangedKeys.KEY);

  private final MergeRule rule;
  private final Map<String, CborValue> attributes = new HashMap<>();
  private final Set<String> changed = new HashSet<>();
  private final Map<String, CounterValue> counters = new HashMap<>();
  private final Map<String, SetValue> sets = new HashMap<>();
  private final Ancestors ancestors = new Ancestors();
  private @Nullable CborValue version;
  private @Nullable CborValue foreign;
  private boolean present;
  private boolean complete;
  private @Nullable KeyOperation last;

  private RowFold(MergeRule rule) {
    this.rule = rule;
  }

  /** Before the first operation, or after a deletion. */
  public static RowFold empty(MergeRule rule) {
    return new RowFold(rule);
  }

  /**
   * Goes on with a row that a fold made and found {@link #isComplete}. Only the ancestor of a
   * conflict is not known any more.
   */
  public static RowFold resume(MergeRule rule, CborMap row) {
    RowFold fold = new RowFold(rule);
    fold.putWhole(row);
    fold.mergeCounters(row, null);
    fold.mergeSets(row, null);
    fold.version = rule.version() == null ? null : VersionValue.of(row.find(rule.version()));
    fold.present = true;
    return fold;
  }

  /** The row of a set of operations in any order, each as often as one likes; null if none. */
  public static @Nullable CborValue rowOf(MergeRule rule, Collection<KeyOperation> operations) {
    RowFold fold = empty(rule);
    operations.stream().sorted(KeyOperation.OLDEST_FIRST).distinct().forEach(fold::add);
    return fold.row();
  }

  /**
   * Adds the next operation in log order.
   *
   * @return the conflict that it makes; null if it makes none
   * @throws IllegalArgumentException if it is not newer than the one before
   */
  public @Nullable MergeConflict add(KeyOperation operation) {
    if (last != null && KeyOperation.OLDEST_FIRST.compare(last, operation) >= 0) {
      throw new IllegalArgumentException(
          problem("Operation is not newer than the one before it")
              .at("before", last.entry())
              .at("entry", operation.entry())
              .advice("Add operations oldest first, each once")
              .toString());
    }
    last = operation;
    if (operation.value() instanceof CborMap document) {
      return put(operation, document);
    }
    clear();
    foreign = operation.value();
    return null;
  }

  /** The row; null if there is none. A map, unless the last writer put something else. */
  public @Nullable CborValue row() {
    return present ? map() : foreign;
  }

  /** Whether the row is a map. */
  boolean isPresent() {
    return present;
  }

  /**
   * Whether a document counted as a whole since the last deletion, so that the row is all that
   * later operations need.
   */
  public boolean isComplete() {
    return present && complete;
  }

  private @Nullable MergeConflict put(KeyOperation operation, CborMap document) {
    ChangedKeys claim = ChangedKeys.of(document, operation.clock().time());
    MergeConflict conflict = conflict(operation, document, claim);
    if (claim == null) {
      putWhole(document);
    } else {
      putChanged(document, claim.keys());
    }
    mergeCounters(document, claim);
    mergeSets(document, claim);
    moveVersion(document, claim, conflict);
    foreign = null;
    present = true;
    if (conflict != null) {
      resolve(conflict);
    }
    ancestors.remember(version, this::map);
    return conflict;
  }

  private void putWhole(CborMap document) {
    attributes.clear();
    document.entries().forEach(this::putPlain);
    changed.clear();
    complete = true;
  }

  private void putChanged(CborMap document, Set<String> keys) {
    keys.forEach(key -> take(document, key));
    if (!complete) {
      changed.addAll(keys);
      Set<String> unchanged = new HashSet<>(attributes.keySet());
      unchanged.addAll(document.entries().keySet());
      unchanged.removeAll(changed);
      unchanged.forEach(key -> take(document, key));
    }
    OF_LAST_WRITE.forEach(key -> take(document, key));
  }

  private void take(CborMap document, String key) {
    CborValue value = document.find(key);
    if (value == null) {
      attributes.remove(key);
    } else {
      putPlain(key, value);
    }
  }

  private void putPlain(String key, CborValue value) {
    if (rule.isPlain(key)) {
      attributes.put(key, value);
    }
  }

  private void mergeCounters(CborMap document, @Nullable ChangedKeys claim) {
    for (String key : rule.counters()) {
      CounterValue now = counters.get(key);
      CborValue value = document.find(key);
      if (value instanceof CborMap) {
        CounterValue stored = CounterValue.of(value);
        counters.put(key, now == null ? stored : now.merge(stored));
      } else if (value instanceof CborInt number && (now == null || isMeant(key, claim))) {
        counters.put(key, (now == null ? CounterValue.ZERO : now).assign(number.value()));
      }
    }
  }

  private void mergeSets(CborMap document, @Nullable ChangedKeys claim) {
    for (String key : rule.sets()) {
      SetValue now = sets.get(key);
      if (!(document.find(key) instanceof CborList list)) {
        continue;
      }
      if (!SetValue.isPlain(list)) {
        SetValue stored = SetValue.of(list);
        sets.put(key, now == null ? stored : now.merge(stored));
      } else if (now == null || isMeant(key, claim)) {
        sets.put(key, (now == null ? SetValue.EMPTY : now).assign(list.values()));
      }
    }
  }

  /** Whether a plain value was written on purpose and not only carried along. */
  private static boolean isMeant(String key, @Nullable ChangedKeys claim) {
    return claim == null || claim.keys().contains(key);
  }

  private @Nullable MergeConflict conflict(
      KeyOperation operation, CborMap document, @Nullable ChangedKeys claim) {
    String key = rule.version();
    if (key == null || version == null || !isMeant(key, claim)) {
      return null;
    }
    CborValue given = VersionValue.of(document.find(key));
    CborValue base = base(given, claim);
    return base == null || base.equals(version)
        ? null
        : new MergeConflict(
            operation.entry(), map(), version, document, given, ancestors.find(base));
  }

  /** The version that a write was made against; null if that cannot be said. */
  private static @Nullable CborValue base(@Nullable CborValue given, @Nullable ChangedKeys claim) {
    if (claim == null) {
      return given; // whoever knows nothing of versions wrote back the one that they read
    }
    CborValue from = VersionValue.of(claim.from());
    return from == null ? VersionValue.before(given) : from;
  }

  private void moveVersion(
      CborMap document, @Nullable ChangedKeys claim, @Nullable MergeConflict conflict) {
    String key = rule.version();
    if (key == null || (present && !isMeant(key, claim))) {
      return;
    }
    CborValue given = VersionValue.of(document.find(key));
    boolean isNext =
        version != null
            && given != null
            && claim != null
            && conflict == null
            && VersionValue.isAfter(given, version);
    if (version == null || isNext) {
      version = given;
      return;
    }
    if (conflict != null) {
      ancestors.doubt(given);
    }
    version = VersionValue.afterBoth(version, given);
  }

  private void resolve(MergeConflict conflict) {
    ConflictResolver resolver = rule.resolver();
    CborMap resolved = resolver == null ? null : resolver.resolve(conflict, map());
    if (resolved != null) {
      CborMap written = map();
      putWhole(resolved);
      OF_LAST_WRITE.forEach(key -> take(written, key));
    }
  }

  private void clear() {
    attributes.clear();
    changed.clear();
    counters.clear();
    sets.clear();
    ancestors.clear();
    version = null;
    foreign = null;
    present = false;
    complete = false;
  }

  private CborMap map() {
    CborMap.Builder row = CborMap.builder();
    attributes.forEach(row::put);
    counters.forEach((key, counter) -> row.put(key, counter.encode()));
    sets.forEach((key, set) -> row.put(key, set.encode()));
    if (version != null && rule.version() != null) {
      row.put(rule.version(), version);
    }
    return row.build();
  }
}
