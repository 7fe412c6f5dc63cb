package io.debros.store.merge;

import static io.debros.store.merge.Operations.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import org.junit.jupiter.api.Test;

/** The stored form of counters and sets, and what foreign writers may leave in their place. */
class MergedValuesTest {
  private static final CborText X = new CborText("x");

  @Test
  void counter_encoded_isIncrementsAndDecrementsByIdentity() {
    CborMap encoded = CounterValue.ZERO.add("a", 3).add("a", -1).add("b", 1).encode();

    assertThat(encoded)
        .isEqualTo(CborMap.builder().put("a", pair(3, 1)).put("b", pair(1, 0)).build());
  }

  @Test
  void counter_foreignParts_countNothing() {
    CborMap stored =
        CborMap.builder()
            .put("a", pair(3, 1))
            .put("b", pair(-3, 1))
            .put("c", "many")
            .put("d", CborList.of(new CborInt(1)))
            .build();

    assertThat(CounterValue.of(stored).sum()).isEqualTo(2);
    assertThat(CounterValue.of(X).sum()).isZero();
    assertThat(CounterValue.of(null).sum()).isZero();
    assertThat(CounterValue.of(new CborInt(-7)).sum()).isEqualTo(-7);
  }

  @Test
  void counter_atTheEndOfLong_stops() {
    CounterValue full = CounterValue.ZERO.add("a", Long.MAX_VALUE).add("a", 5).add("b", 1);

    assertThat(full.sum()).isEqualTo(Long.MAX_VALUE);
    assertThat(full.add("a", Long.MIN_VALUE).add("b", Long.MIN_VALUE).sum()).isZero();
  }

  @Test
  void set_encoded_isPairsOfElementAndTallies() {
    SetValue set = SetValue.EMPTY.add("a", X).remove(X).add("b", X);
    CborMap tallies = CborMap.builder().put("a", pair(1, 1)).put("b", pair(1, 0)).build();

    assertThat(set.encode()).isEqualTo(CborList.of(CborList.of(X, tallies)));
    assertThat(set.elements()).containsExactly(X);
  }

  @Test
  void set_removedElement_leavesItsPairBehind() {
    SetValue set = SetValue.EMPTY.add("a", X).remove(X);

    assertThat(set.elements()).isEmpty();
    assertThat(SetValue.of(set.encode()).contains(X)).isFalse();
    assertThat(set.encode().values()).hasSize(1);
  }

  @Test
  void set_presentElementAdded_staysAsItIs() {
    SetValue set = SetValue.EMPTY.add("a", X);

    assertThat(set.add("b", X)).isEqualTo(set);
    assertThat(set.remove(new CborInt(1))).isEqualTo(set);
  }

  @Test
  void set_foreignForms_areReadAsFarAsTheyGo() {
    assertThat(SetValue.of(texts("x", "y", "x")).elements()).containsExactly(X, new CborText("y"));
    assertThat(SetValue.of(new CborInt(1)).elements()).isEmpty();
    assertThat(SetValue.of(null)).isEqualTo(SetValue.EMPTY);
  }

  private static CborValue pair(long up, long down) {
    return CborList.of(new CborInt(up), new CborInt(down));
  }
}
