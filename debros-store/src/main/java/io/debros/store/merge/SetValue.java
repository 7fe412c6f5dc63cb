package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * An add counts the adder's `adds` of the element up. A remove raises the `removes` of everybody to
 * the `adds` that the remover saw. So an element is in if somebody added it more often than anybody
 * saw removed: an add that the remover had not seen survives the remove.
 */
/**
 * A set to which many writers add and from which they remove, element by element: a remove takes
 * away the adds that its writer had seen, and no other (observed-remove). Stored as a list of pairs
 * {@code [element, {identity: [adds, removes]}]} in the order of the encoded elements; an element
 * is in the set if some identity has more adds than removes. Removed elements stay as pairs. A
 * plain list of elements, as a foreign writer may leave it, counts as set to these. Immutable.
 */
public final class SetValue {
  /** Nothing was ever added. */
  public static final SetValue EMPTY = new SetValue(Map.of());

  private static final Comparator<CborValue> ENCODED =
      Comparator.comparing(DagCbor::encode, Arrays::compareUnsigned);

  private final Map<CborValue, Tallies> byElement;

  private SetValue(Map<CborValue, Tallies> byElement) {
    this.byElement = Collections.unmodifiableMap(byElement);
  }

  /** What is stored: pairs or plain elements; empty for anything else. */
  public static SetValue of(@Nullable CborValue stored) {
    if (!(stored instanceof CborList list)) {
      return EMPTY;
    }
    return isPlain(list) ? EMPTY.assign(list.values()) : new SetValue(pairs(list));
  }

  /** Whether a list holds elements; an empty one does. */
  static boolean isPlain(CborList list) {
    return list.values().isEmpty() || !list.values().stream().allMatch(SetValue::isPair);
  }

  private static boolean isPair(CborValue value) {
    return value instanceof CborList pair
        && pair.values().size() == 2
        && pair.values().get(1) instanceof CborMap;
  }

  private static Map<CborValue, Tallies> pairs(CborList list) {
    Map<CborValue, Tallies> read = new LinkedHashMap<>();
    for (CborValue value : list.values()) {
      List<CborValue> pair = ((CborList) value).values();
      read.merge(pair.get(0), Tallies.of((CborMap) pair.get(1)), Tallies::merge);
    }
    return read;
  }

  /** What a document of the row holds. */
  public CborList encode() {
    List<CborValue> pairs = new ArrayList<>();
    for (CborValue element : sorted(byElement.keySet())) {
      pairs.add(CborList.of(element, tallies(element).encode()));
    }
    return new CborList(pairs);
  }

  /** What is in the set, in the order of the encodings. */
  public List<CborValue> elements() {
    return sorted(byElement.keySet().stream().filter(this::contains).toList());
  }

  /** Whether an element is in the set. */
  public boolean contains(CborValue element) {
    return isIn(tallies(element));
  }

  /** Adds an element in the name of an identity; nothing happens if it is in the set. */
  public SetValue add(String identity, CborValue element) {
    return contains(element)
        ? this
        : with(element, tallies(element).with(identity, SetValue::outgrown));
  }

  /** Removes an element; nothing happens if it is not in the set. */
  public SetValue remove(CborValue element) {
    return contains(element) ? with(element, withdrawn(tallies(element))) : this;
  }

  /** What both say. */
  SetValue merge(SetValue other) {
    Map<CborValue, Tallies> merged = new LinkedHashMap<>(byElement);
    other.byElement.forEach((element, tallies) -> merged.merge(element, tallies, Tallies::merge));
    return new SetValue(merged);
  }

  /**
   * Adds and removes, in the name of nobody, what makes the set hold these elements: at once,
   * because a foreign writer may give as many as an entry holds.
   */
  SetValue assign(Collection<CborValue> wanted) {
    Set<CborValue> kept = new HashSet<>(wanted);
    Map<CborValue, Tallies> assigned = new LinkedHashMap<>(byElement);
    assigned.replaceAll(
        (element, tallies) -> kept.contains(element) ? tallies : withdrawn(tallies));
    for (CborValue element : kept) {
      Tallies tallies = assigned.getOrDefault(element, Tallies.NONE);
      if (!isIn(tallies)) {
        assigned.put(element, tallies.with(Tallies.FOREIGN, SetValue::outgrown));
      }
    }
    return new SetValue(assigned);
  }

  private static boolean isIn(Tallies tallies) {
    return tallies.byIdentity().values().stream().anyMatch(tally -> tally.up() > tally.down());
  }

  /** Every add was seen and removed. */
  private static Tallies withdrawn(Tallies tallies) {
    return tallies.each(tally -> new Tally(tally.up(), Math.max(tally.up(), tally.down())));
  }

  /** One more add than anybody saw removed, whatever a foreign writer put there. */
  private static Tally outgrown(Tally tally) {
    return new Tally(Saturated.sum(Math.max(tally.up(), tally.down()), 1), tally.down());
  }

  private Tallies tallies(CborValue element) {
    return byElement.getOrDefault(element, Tallies.NONE);
  }

  private SetValue with(CborValue element, Tallies tallies) {
    Map<CborValue, Tallies> changed = new LinkedHashMap<>(byElement);
    changed.put(element, tallies);
    return new SetValue(changed);
  }

  private static List<CborValue> sorted(Collection<CborValue> elements) {
    return elements.stream().sorted(ENCODED).toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SetValue that && byElement.equals(that.byElement);
  }

  @Override
  public int hashCode() {
    return byElement.hashCode();
  }

  /** Counts only: texts never hold values. */
  @Override
  public String toString() {
    return "SetValue of " + byElement.size();
  }
}
