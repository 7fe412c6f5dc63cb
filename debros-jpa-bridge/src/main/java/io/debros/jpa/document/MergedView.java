package io.debros.jpa.document;

import static io.debros.store.dagcbor.CborValue.CborNull.NULL;
import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.merge.CounterValue;
import io.debros.store.merge.SetValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The plain face of counters and sets: a counter is its sum, a set the list of what is in it.
 * Everything else is what it is. Immutable.
 *
 * @param counters keys of counters
 * @param sets keys of sets
 */
record MergedView(Set<String> counters, Set<String> sets) {
  static final MergedView NONE = new MergedView(Set.of(), Set.of());

  static MergedView of(@Nullable MergeSpec spec) {
    return spec == null ? NONE : new MergedView(spec.counters(), spec.sets());
  }

  /** The plain value of a stored one. */
  @Nullable Object plain(String key, CborValue stored) {
    if (counters.contains(key) && stored instanceof CborMap) {
      return CounterValue.of(stored).sum();
    }
    if (sets.contains(key) && stored instanceof CborList) {
      return PlainValues.plain(new CborList(SetValue.of(stored).elements()));
    }
    return PlainValues.plain(stored);
  }

  /** All plain values of a stored document. */
  Map<String, @Nullable Object> plain(CborMap stored) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    stored.entries().forEach((key, value) -> values.put(key, plain(key, value)));
    return values;
  }

  /**
   * The document to be stored: in counters and sets, the difference between what the writer read
   * and what it wrote is added to what is stored.
   *
   * @param written with plain values
   * @param stored null if there is none
   * @param read plain values that the writer started from; what is not among them counts from what
   *     is stored
   * @param identity in whose name
   */
  CborMap stored(
      CborMap written,
      @Nullable CborMap stored,
      Map<String, ? extends @Nullable Object> read,
      String identity) {
    if (counters.isEmpty() && sets.isEmpty()) {
      return written;
    }
    CborMap.Builder document = written.toBuilder();
    for (String key : counters) {
      CborValue value = written.find(key);
      if (value instanceof CborInt || value == NULL) {
        CounterValue before = CounterValue.of(find(stored, key));
        long from = read.containsKey(key) ? number(read.get(key)) : before.sum();
        long to = value instanceof CborInt number ? number.value() : 0;
        document.put(key, before.add(identity, difference(key, to, from)).encode());
      }
    }
    for (String key : sets) {
      if (written.find(key) instanceof CborList list) {
        SetValue before = SetValue.of(find(stored, key));
        List<CborValue> from = read.containsKey(key) ? list(read.get(key)) : before.elements();
        document.put(key, changed(before, from, list.values(), identity).encode());
      }
    }
    return document.build();
  }

  private static SetValue changed(
      SetValue before, Collection<CborValue> from, Collection<CborValue> to, String identity) {
    Set<CborValue> read = new LinkedHashSet<>(from);
    Set<CborValue> wanted = new LinkedHashSet<>(to);
    SetValue changed = before;
    for (CborValue element : read) {
      changed = wanted.contains(element) ? changed : changed.remove(element);
    }
    for (CborValue element : wanted) {
      changed = read.contains(element) ? changed : changed.add(identity, element);
    }
    return changed;
  }

  private static long difference(String key, long to, long from) {
    long difference = to - from;
    if (((to ^ from) & (to ^ difference)) < 0) {
      throw new IllegalArgumentException(
          problem("Counter changes by more than a long can hold")
              .at("key", key)
              .advice("Count in smaller steps")
              .toString());
    }
    return difference;
  }

  private static @Nullable CborValue find(@Nullable CborMap stored, String key) {
    return stored == null ? null : stored.find(key);
  }

  private static long number(@Nullable Object plain) {
    return plain instanceof Long number ? number : 0;
  }

  private static List<CborValue> list(@Nullable Object plain) {
    return plain instanceof List<?> list ? PlainValues.list(list).values() : List.of();
  }
}
