package io.debros.store.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.testing.CborValues;
import io.debros.store.testing.Property;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadsExchangeTest {
  private static final int MAX_FRAME = 256 << 10;

  @Test
  void takeDue_noHeadOrOne_allAtOnce() {
    HeadsExchange none = exchange(0);
    HeadsExchange one = exchange(1);

    assertThat(none.takeDue(0)).isEmpty();
    assertThat(none.isAllTaken()).isTrue();
    assertThat(one.takeDue(0)).containsExactly(item(0));
    assertThat(one.isAllTaken()).isTrue();
    assertThat(one.nextLook(0)).isEqualTo(HeadsExchange.DEADLINE);
  }

  @Test
  void takeDue_threeHeads_oneAtOnceAndTheRestAfterTheFirstByte() {
    HeadsExchange exchange = exchange(3);

    List<byte[]> atOnce = exchange.takeDue(0);
    List<byte[]> later = exchange.takeDue(HeadsExchange.PATIENCE - 1);
    boolean isAllTaken = exchange.isAllTaken();
    exchange.received(new byte[] {(byte) 0xa1});

    assertThat(atOnce).containsExactly(item(0));
    assertThat(later).isEmpty();
    assertThat(isAllTaken).isFalse();
    assertThat(exchange.takeDue(1)).containsExactly(item(1), item(2));
    assertThat(exchange.isAllTaken()).isTrue();
    assertThat(exchange.takeDue(HeadsExchange.PATIENCE)).isEmpty();
  }

  @Test
  void takeDue_twoHeads_theSecondAfterTheEndOfTheOther() {
    HeadsExchange exchange = exchange(2);
    exchange.takeDue(0);

    exchange.ended();

    assertThat(exchange.takeDue(1)).containsExactly(item(1));
  }

  @Test
  void takeDue_twoHeadsAndASilentPeer_theSecondWhenPatienceIsOver() {
    HeadsExchange exchange = exchange(2);
    exchange.takeDue(0);

    assertThat(exchange.nextLook(0)).isEqualTo(HeadsExchange.PATIENCE);
    assertThat(exchange.takeDue(HeadsExchange.PATIENCE)).containsExactly(item(1));
    assertThat(exchange.nextLook(HeadsExchange.PATIENCE)).isEqualTo(HeadsExchange.DEADLINE);
  }

  @Test
  void takeDue_severalHeadsOnBothSides_neitherWaitsForTheOther() {
    HeadsExchange one = exchange(2);
    HeadsExchange other = exchange(2);

    one.takeDue(0).forEach(other::received);
    other.takeDue(0).forEach(one::received);

    assertThat(one.takeDue(0)).hasSize(1);
    assertThat(other.isAllTaken()).isTrue();
  }

  @Test
  void takeDue_headLongerThanAFrame_isLeftOut() {
    byte[] small = item(1);
    HeadsExchange exchange = new HeadsExchange(List.of(new byte[101], small), 100, 0);

    assertThat(exchange.takeDue(0)).containsExactly(small);
    assertThat(exchange.isAllTaken()).isTrue();
  }

  @Test
  void isDone_bothSidesEnded_only() {
    HeadsExchange exchange = exchange(0);
    exchange.sent();
    boolean before = exchange.isDone();

    exchange.ended();

    assertThat(before).isFalse();
    assertThat(exchange.isDone()).isTrue();
    assertThat(exchange.isOverdue(HeadsExchange.DEADLINE)).isFalse();
  }

  @Test
  void isOverdue_notDoneIn30Seconds_isTrue() {
    assertThat(exchange(0).isOverdue(29_999)).isFalse();
    assertThat(exchange(0).isOverdue(30_000)).isTrue();
  }

  @Test
  void ended_insideAHead_isRefused() {
    HeadsExchange exchange = exchange(0);
    byte[] head = item(1000);
    exchange.received(Arrays.copyOf(head, head.length - 1));

    assertThatThrownBy(exchange::ended)
        .isInstanceOfSatisfying(
            BadPeerException.class, bad -> assertThat(bad.fault()).isEqualTo(Fault.MALFORMED));
  }

  @Test
  void received_moreHeadsThanTheLimit_isRefused() {
    byte[] heads = new byte[HeadsExchange.MAX_ITEMS];

    assertThatCode(() -> exchange(0).received(heads)).doesNotThrowAnyException();
    assertThatThrownBy(() -> exchange(0).received(Arrays.copyOf(heads, heads.length + 1)))
        .isInstanceOfSatisfying(
            BadPeerException.class, bad -> assertThat(bad.fault()).isEqualTo(Fault.LIMIT));
  }

  @Test
  void received_lyingLength_isRefusedBeforeTheBytesCome() {
    byte[] fourGigabytes = {0x5b, 0, 0, 0, 1, 0, 0, 0, 0};
    byte[] negative = {0x5b, -1, -1, -1, -1, -1, -1, -1, -1};
    byte[] manyItems = {(byte) 0x9b, 0x40, 0, 0, 0, 0, 0, 0, 0};
    byte[] manyEntries = {(byte) 0xbb, 0x40, 0, 0, 0, 0, 0, 0, 0};

    for (byte[] lie : List.of(fourGigabytes, negative, manyItems, manyEntries)) {
      assertThatThrownBy(() -> exchange(0).received(lie)).isInstanceOf(BadPeerException.class);
    }
  }

  @Test
  void received_indefiniteLength_isRefused() {
    assertThatThrownBy(() -> exchange(0).received(new byte[] {(byte) 0x9f}))
        .isInstanceOf(BadPeerException.class);
  }

  @Test
  void received_nestedTooDeep_isRefused() {
    byte[] lists = new byte[DagCbor.MAX_DEPTH + 2];
    Arrays.fill(lists, (byte) 0x81);

    assertThatThrownBy(() -> exchange(0).received(lists)).isInstanceOf(BadPeerException.class);
  }

  @Test
  void received_itemLongerThanTheLimitInSmallParts_isRefused() {
    HeadsExchange exchange = exchange(0);
    byte[] part = DagCbor.encode(CborBytes.of(new byte[1 << 20]));
    exchange.received(new byte[] {(byte) 0x88});

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 5; i++) {
                exchange.received(part);
              }
            })
        .isInstanceOf(BadPeerException.class);
  }

  @Test
  void received_anyItemsInAnyChunks_givesTheItems() {
    Property.check(
        200,
        random -> {
          List<byte[]> items = items(random);
          HeadsExchange exchange = exchange(0);

          List<byte[]> received = new ArrayList<>();
          for (byte[] chunk : chunks(items, random)) {
            received.addAll(exchange.received(chunk));
          }
          exchange.ended();

          assertThat(received).containsExactlyElementsOf(items);
        });
  }

  private static List<byte[]> items(RandomGenerator random) {
    CborValues values = new CborValues(random);
    return IntStream.range(0, random.nextInt(8))
        .mapToObj(n -> values.next(4))
        .map(DagCbor::encode)
        .toList();
  }

  private static List<byte[]> chunks(List<byte[]> items, RandomGenerator random) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    items.forEach(all::writeBytes);
    byte[] bytes = all.toByteArray();
    int longest = 1 + random.nextInt(bytes.length + 1);
    List<byte[]> chunks = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + random.nextInt(longest + 1));
      chunks.add(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return chunks;
  }

  private static HeadsExchange exchange(int heads) {
    List<byte[]> blocks = IntStream.range(0, heads).mapToObj(n -> item(n)).toList();
    return new HeadsExchange(blocks, MAX_FRAME, 0);
  }

  private static byte[] item(int number) {
    CborValue list = new CborList(List.of(new CborInt(number), CborMap.builder().build()));
    return DagCbor.encode(list);
  }
}
