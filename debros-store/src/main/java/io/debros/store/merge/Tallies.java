package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Tallies by identity, stored as a map. Merged by maximum per identity: in any order and as often
 * as one likes. Immutable.
 */
record Tallies(Map<String, Tally> byIdentity) {
  static final Tallies NONE = new Tallies(Map.of());

  /** Who writes what no identity of ours wrote, such as a plain number in a document. */
  static final String FOREIGN = "";

  Tallies {
    byIdentity = Collections.unmodifiableMap(new TreeMap<>(byIdentity));
  }

  /** What is stored; anything else in the map is left out. */
  static Tallies of(CborMap stored) {
    Map<String, Tally> tallies = new TreeMap<>();
    for (Map.Entry<String, CborValue> entry : stored.entries().entrySet()) {
      Tally tally = Tally.of(entry.getValue());
      if (tally != null) {
        tallies.put(entry.getKey(), tally);
      }
    }
    return new Tallies(tallies);
  }

  CborMap encode() {
    CborMap.Builder stored = CborMap.builder();
    byIdentity.forEach((identity, tally) -> stored.put(identity, tally.encode()));
    return stored.build();
  }

  Tallies merge(Tallies other) {
    Map<String, Tally> merged = new TreeMap<>(byIdentity);
    other.byIdentity.forEach((identity, tally) -> merged.merge(identity, tally, Tally::max));
    return new Tallies(merged);
  }

  Tallies with(String identity, UnaryOperator<Tally> change) {
    Map<String, Tally> changed = new TreeMap<>(byIdentity);
    changed.put(identity, change.apply(byIdentity.getOrDefault(identity, Tally.NONE)));
    return new Tallies(changed);
  }

  Tallies each(UnaryOperator<Tally> change) {
    Map<String, Tally> changed = new TreeMap<>(byIdentity);
    changed.replaceAll((identity, tally) -> change.apply(tally));
    return new Tallies(changed);
  }
}
