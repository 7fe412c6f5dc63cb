package io.debros.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.identity.MemoryKeyStore;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CounterDatabaseTest {
  private static final DatabaseOptions EVERYBODY =
      DatabaseOptions.defaults().withWrite(List.of("*"));

  private final DatabaseFixture fixture = new DatabaseFixture();
  private final CounterDatabase likes = fixture.node.openCounter("likes", EVERYBODY);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void value_incrementsAndDecrements_isTheirSum() {
    assertThat(likes.value()).isZero();

    likes.increment();
    likes.increment(10);
    likes.decrement(2);
    likes.decrement();

    assertThat(likes.value()).isEqualTo(8);
  }

  /** The wire form that formats.md promises. */
  @Test
  void increment_isWrittenAsPairUnderTheIdentity() {
    likes.increment(3);
    likes.decrement(1);

    assertThat(likes.type()).isEqualTo("keyvalue");
    assertThat(likes.log().values())
        .extracting(entry -> entry.payload())
        .containsExactly(
            KeyOperations.put(fixture.node.identity().id(), pair(3, 0)),
            KeyOperations.put(fixture.node.identity().id(), pair(3, 1)));
  }

  @Test
  void value_severalWritersApart_addsUpOnceTheyMeet() {
    try (DebrosNode other = DebrosNode.open(NodeSettings.inMemory())) {
      CounterDatabase theirs = other.openCounter("likes", EVERYBODY);
      likes.increment(5);
      theirs.increment(7);
      theirs.decrement(1);

      likes.join(theirs.heads(), theirs.engine().context().blocks()::find);
      theirs.join(likes.heads(), likes.engine().context().blocks()::find);
      likes.increment(100);

      assertThat(likes.value()).isEqualTo(111);
      assertThat(theirs.value()).isEqualTo(11);
    }
  }

  /** What JavaScript sees of the same log; a maximum would lose one of the two counts as well. */
  @Test
  void value_oneIdentityCountsOnTwoNodes_isThatOfItsLastWriteEverywhere() {
    NodeSettings shared = NodeSettings.inMemory().withKeyStore(new MemoryKeyStore());
    try (DebrosNode one = DebrosNode.open(shared);
        DebrosNode two = DebrosNode.open(shared)) {
      CounterDatabase ones = one.openCounter("likes", EVERYBODY);
      CounterDatabase twos = two.openCounter("likes", EVERYBODY);
      ones.increment(40);
      twos.increment(3);
      twos.increment(2); // the last in the order of the log
      ones.join(twos.heads(), twos.engine().context().blocks()::find);
      twos.join(ones.heads(), ones.engine().context().blocks()::find);

      assertThat(List.of(ones.value(), twos.value())).containsExactly(5L, 5L);
      ones.close();
      KeyValueDatabase asJavaScriptDoes = one.openKeyValue("likes", EVERYBODY);
      assertThat(asJavaScriptDoes.get(one.identity().id())).isEqualTo(pair(5, 0));
      twos.increment(10);
      assertThat(twos.value()).isEqualTo(15);
    }
  }

  @Test
  void increment_byManyThreads_losesNothing() {
    IntStream.range(0, 200).parallel().forEach(i -> likes.increment(i + 1));

    assertThat(likes.value()).isEqualTo(200 * 201 / 2);
  }

  @Test
  void value_ofForeignValues_doesNotCountThem() {
    likes.increment(2);
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(likes))) {
      for (CborValue foreign :
          List.of(
              new CborInt(5),
              CborList.of(new CborInt(5)),
              CborList.of(new CborInt(5), new CborText("1")),
              CborList.of(new CborInt(5), new CborInt(-1)),
              CborList.of(new CborInt(1L << 53), new CborInt(0)),
              CborList.of(new CborInt(5), new CborInt(1), new CborInt(1)))) {
        transaction.append(likes, KeyOperations.put("foreign " + foreign, foreign));
      }
      transaction.append(likes, KeyOperations.put("another identity", pair(40, 0)));
      transaction.commit();
    }

    assertThat(likes.value()).isEqualTo(42);
  }

  @Test
  void increment_beyondWhatCanBeCounted_isRefused() {
    likes.increment((1L << 53) - 2);
    likes.increment();

    assertThatIllegalArgumentException()
        .isThrownBy(likes::increment)
        .withMessage(
            "Amount cannot be counted {amount=1, counted=9007199254740991, most=9007199254740991}."
                + " Give a positive amount that does not exceed what is left.");
    assertThatIllegalArgumentException().isThrownBy(() -> likes.increment(0));
    assertThatIllegalArgumentException().isThrownBy(() -> likes.decrement(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> likes.increment(Long.MIN_VALUE));
    assertThat(likes.value()).isEqualTo((1L << 53) - 1);
  }

  private static CborList pair(long increments, long decrements) {
    return CborList.of(new CborInt(increments), new CborInt(decrements));
  }
}
