package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import org.jspecify.annotations.Nullable;

/**
 * What one identity has added to a counter and taken from it.
 *
 * @param increments 0 … {@link #MOST}
 * @param decrements 0 … {@link #MOST}
 */
record Count(long increments, long decrements) {
  /** The largest integer that JavaScript counts exactly. */
  static final long MOST = (1L << 53) - 1;

  private static final Count NOTHING = new Count(0, 0);

  /** The count in a row; nothing if there is none, or something else. */
  static Count of(@Nullable Row row) {
    return row != null
            && row.value() instanceof CborList list
            && list.values().size() == 2
            && isCount(list.values().get(0))
            && isCount(list.values().get(1))
        ? new Count(number(list, 0), number(list, 1))
        : NOTHING;
  }

  long value() {
    return increments - decrements;
  }

  Count incremented(long amount) {
    return new Count(sum(increments, amount), decrements);
  }

  Count decremented(long amount) {
    return new Count(increments, sum(decrements, amount));
  }

  CborValue toValue() {
    return CborList.of(new CborInt(increments), new CborInt(decrements));
  }

  private static boolean isCount(CborValue value) {
    return value instanceof CborInt number && number.value() >= 0 && number.value() <= MOST;
  }

  private static long number(CborList list, int index) {
    return ((CborInt) list.values().get(index)).value();
  }

  private static long sum(long count, long amount) {
    if (amount < 1 || amount > MOST - count) {
      throw new IllegalArgumentException(
          problem("Amount cannot be counted")
              .at("amount", amount)
              .at("counted", count)
              .at("most", MOST)
              .advice("Give a positive amount that does not exceed what is left")
              .toString());
    }
    return count + amount;
  }
}
