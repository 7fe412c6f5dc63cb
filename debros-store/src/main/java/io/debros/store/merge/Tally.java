package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import org.jspecify.annotations.Nullable;

/**
 * What one identity did, as two numbers that only grow: of two states of it, the larger numbers are
 * the later ones. Stored as {@code [up, down]}.
 *
 * @param up not negative
 * @param down not negative
 */
record Tally(long up, long down) {
  static final Tally NONE = new Tally(0, 0);

  /** The tally that is stored; null if it is none. */
  static @Nullable Tally of(CborValue value) {
    return value instanceof CborList list
            && list.values().size() == 2
            && list.values().get(0) instanceof CborInt up
            && list.values().get(1) instanceof CborInt down
            && up.value() >= 0
            && down.value() >= 0
        ? new Tally(up.value(), down.value())
        : null;
  }

  CborList encode() {
    return CborList.of(new CborInt(up), new CborInt(down));
  }

  /** What is known when both are. */
  Tally max(Tally other) {
    return new Tally(Math.max(up, other.up), Math.max(down, other.down));
  }

  /** Up by an amount, down by a negative one; stops at the largest number. */
  Tally plus(long amount) {
    return amount >= 0
        ? new Tally(Saturated.sum(up, amount), down)
        : new Tally(up, Saturated.difference(down, amount));
  }
}
