package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import org.jspecify.annotations.Nullable;

/**
 * A number that many writers count up and down. Stored as a map {@code identity -> [increments,
 * decrements]}; merged by maximum per identity, so the increments of all add up, each once. A plain
 * integer, as a foreign writer may leave it, counts as set to that number. Immutable.
 *
 * <p>An identity must count at one place at a time: two nodes that share a key and count apart
 * overwrite each other's share.
 */
public record CounterValue(Tallies tallies) {
  /** Never counted. */
  public static final CounterValue ZERO = new CounterValue(Tallies.NONE);

  /** What is stored: a map or a plain integer; zero for anything else. */
  public static CounterValue of(@Nullable CborValue stored) {
    if (stored instanceof CborMap map) {
      return new CounterValue(Tallies.of(map));
    }
    return stored instanceof CborInt number ? ZERO.assign(number.value()) : ZERO;
  }

  /** What a document of the row holds. */
  public CborMap encode() {
    return tallies.encode();
  }

  /** Increments less decrements; stops at the ends of {@code long}. */
  public long sum() {
    long up = 0;
    long down = 0;
    for (Tally tally : tallies.byIdentity().values()) {
      up = Saturated.sum(up, tally.up());
      down = Saturated.sum(down, tally.down());
    }
    return up - down;
  }

  /** Counts up, or down by a negative amount, in the name of an identity. */
  public CounterValue add(String identity, long amount) {
    return amount == 0
        ? this
        : new CounterValue(tallies.with(identity, tally -> tally.plus(amount)));
  }

  /** What both say. */
  CounterValue merge(CounterValue other) {
    return new CounterValue(tallies.merge(other.tallies));
  }

  /** Counts as far as a number, in the name of nobody. */
  CounterValue assign(long number) {
    return add(Tallies.FOREIGN, Saturated.difference(number, sum()));
  }
}
