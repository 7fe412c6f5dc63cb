package io.debros.store.bitswap;

import static io.debros.store.bitswap.BitswapFixture.A;
import static io.debros.store.bitswap.BitswapFixture.B;
import static io.debros.store.bitswap.BitswapFixture.cid;
import static io.debros.store.bitswap.BitswapFixture.cids;
import static io.debros.store.bitswap.BitswapFixture.data;
import static io.debros.store.bitswap.BitswapFixture.limits;
import static io.debros.store.bitswap.BitswapFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.store.bitswap.BitswapMessage.Block;
import io.debros.store.bitswap.BitswapMessage.Kind;
import io.debros.store.bitswap.BitswapMessage.Presence;
import io.debros.store.bitswap.BitswapMessage.Want;
import io.debros.store.error.BadPeerException;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Peers that do what they should not: memory stays bounded, and others are served. */
class HostileBitswapTest {
  private BitswapFixture node = new BitswapFixture();

  @Test
  void wantlistFlood_ofMissingBlocks_keepsTheNewestOnly() {
    for (int round = 0; round < 50; round++) {
      node.receive(A, BitswapMessage.ofWants(made(round * 1000, 1000), false));
      node.pass(0);
    }
    node.store(1);
    node.want(B, Want.block(cid(1)));
    node.pass(0);

    assertThat(node.bitswap.statistics().wantedByPeers()).isEqualTo(1024);
    assertThat(node.bitswap.statistics().awaited()).isEqualTo(1024);
    assertThat(node.takeAnswers(B)).containsExactly("block 1");
    node.disconnect(A);
    assertThat(node.bitswap.statistics().wantedByPeers()).isZero();
  }

  @Test
  void wantlistFlood_ofASlowReader_isCutOff() {
    node = new BitswapFixture(limits(10, 20, 100, 1000));
    node.isRead = false;

    for (int round = 0; round < 50; round++) {
      node.receive(A, BitswapMessage.ofWants(made(round * 100, 100), false));
    }

    assertThat(node.bitswap.statistics().wantedByPeers()).isLessThanOrEqualTo(120);
    assertThat(node.bitswap.statistics().queuedBytes()).isLessThan(1_100_000);
  }

  @Test
  void wants_ofManySlowReaders_areBoundedInAllAndAnotherIsServed() {
    int all = 5_000;
    int own = 20;
    int crowd = 50;
    node =
        new BitswapFixture(
            new BitswapLimits(10, own, 1000, all, 1000, 1000, 64 << 20, 256, 16 << 20, 2000));
    node.isRead = false;

    for (int number = 0; number < crowd; number++) {
      List<Want> wants = made(number * 1000, 1000);
      node.receive(peer("crowd " + number), BitswapMessage.ofWants(wants, false));
      node.pass(0);
    }
    assertThat(node.bitswap.statistics().wantedByPeers()).isBetween(all, all + crowd * own);
    for (int number = 0; number < own; number++) {
      node.store(number);
    }
    node.isRead = true;
    node.receive(B, BitswapMessage.ofWants(cids(0, own).stream().map(Want::block).toList(), false));
    assertThat(node.takeAnswers(B)).hasSize(own);

    for (int number = 0; number < crowd; number++) {
      node.disconnect(peer("crowd " + number));
    }
    node.isRead = false;
    node.receive(A, BitswapMessage.ofWants(made(0, 1000), false));
    assertThat(node.bitswap.statistics().wantedByPeers()).as("there is room").isGreaterThan(900);
  }

  @Test
  void wants_takenBackAndRepeatedWithoutEnd_areKeptOnce() {
    node.isRead = false;
    node.store(1);
    List<Want> wants = new ArrayList<>(Collections.nCopies(1000, Want.block(cid(1))));
    for (int index = 0; index < 1000; index += 2) {
      wants.set(index, Want.cancel(cid(1)));
    }

    for (int round = 0; round < 20; round++) {
      node.receive(A, BitswapMessage.ofWants(wants, false));
    }

    assertThat(node.bitswap.statistics().wantedByPeers()).isLessThanOrEqualTo(1);
    assertThat(node.bitswap.statistics().served()).isLessThanOrEqualTo(20);
  }

  @Test
  void wants_ofHashesThatNobodyComputes_areDeniedAndForgotten() {
    Cid identity = Cid.of(Cid.DAG_CBOR, Multihash.decode(new byte[] {0, 2, 1, 1}, 0));
    Cid blake = Cid.of(0x1234, Multihash.decode(concat(new byte[] {0x1e, 32}, new byte[32]), 0));

    node.want(A, Want.block(identity), Want.block(blake), new Want(blake, Kind.HAVE, 1, true));

    BitswapMessage answer = node.takeSent(A).get(0);
    assertThat(answer.presences())
        .containsExactly(new Presence(identity, false), new Presence(blake, false));
    assertThat(node.bitswap.statistics().wantedByPeers()).isZero();
  }

  @Test
  void blocks_thatNobodyAskedFor_areDroppedAndTold() {
    node.connect(A, B);
    node.fetch(cids(0, 2), B);

    for (int number = 1000; number < 1256; number++) {
      node.give(A, number);
    }
    assertThat(node.misbehaved).isEmpty();
    node.give(A, 1256);

    assertThat(node.misbehaved).containsExactly(A);
    assertThat(node.bitswap.statistics().unwanted()).isEqualTo(257);
    assertThat(node.arrived).isEmpty();
    assertThat(node.bitswap.asked()).hasSize(2);
  }

  @Test
  void blocks_thatNobodyAskedForNowAndThen_areForgiven() {
    node.connect(A);

    for (int number = 0; number < 1000; number++) {
      node.give(A, number);
      node.pass(300);
    }

    assertThat(node.misbehaved).isEmpty();
  }

  @Test
  void longBlocks_thatNobodyAskedFor_areTooMuchSooner() {
    BitswapMessage message =
        BitswapMessage.ofAnswers(List.of(Block.of(cid(1), new byte[4_000_000])), List.of());

    for (int count = 0; count < 5; count++) {
      node.receive(A, message);
    }

    assertThat(node.misbehaved).containsExactly(A);
  }

  @Test
  void block_withAPrefixThatLies_isNoAnswerUnlessItsHashIsRight() {
    node.connect(A);
    node.fetch(cids(0, 3), A);

    node.receive(A, answer(new byte[] {1, 0x71, 0x12, 0x20}, data(7)));
    node.receive(A, answer(new byte[] {1, 0x71, 0, 7}, data(0)));
    node.receive(A, answer(new byte[] {}, data(1)));
    node.receive(A, answer(new byte[] {1, 0x55, 0x12, 0x20}, data(2)));

    assertThat(node.arrived).containsExactly(cid(2));
    assertThat(node.bitswap.statistics().unwanted()).isEqualTo(3);
  }

  @Test
  void block_tooLong_isNoAnswer() {
    byte[] tooLong = new byte[BitswapMessage.MAX_BLOCK_BYTES + 1];
    node.connect(A);
    node.fetch(List.of(Cid.ofDagCbor(tooLong)), A);

    node.receive(A, answer(new byte[] {1, 0x71, 0x12, 0x20}, tooLong));

    assertThat(node.arrived).isEmpty();
  }

  @Test
  void duplicates_thatWereOnTheirWay_areNoOffence() {
    node.connect(A, B);
    node.fetch(cids(0, 500));

    for (int number = 0; number < 500; number++) {
      node.give(A, number);
      node.give(B, number);
    }
    assertThat(node.bitswap.statistics().duplicates()).isEqualTo(500);
    assertThat(node.misbehaved).isEmpty();
    for (int number = 0; number < 257; number++) {
      node.give(B, number);
    }

    assertThat(node.misbehaved).containsExactly(B);
  }

  @Test
  void denials_ofWhatNobodyAsked_changeNothing() {
    node.connect(A, B);
    node.fetch(cids(0, 1), A);
    node.takeWants(A);

    node.deny(B, 0);
    node.deny(B, 5);
    node.deny(A, 0);
    node.deny(A, 0);

    assertThat(node.takeWants(B)).containsExactly("+0");
    assertThat(node.takeWants(A)).isEmpty();
  }

  @Test
  void brokenMessage_countsForNothing() {
    node.connect(A);
    node.fetch(cids(1, 2), A);
    byte[] whole = answer(new byte[] {1, 0x71, 0x12, 0x20}, data(1)).encode();
    byte[] broken = Arrays.copyOf(whole, whole.length + 1);

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> node.bitswap.received(A, broken, node.now));

    node.pass(0);
    assertThat(node.arrived).isEmpty();
    assertThat(node.bitswap.asked()).hasSize(1);
  }

  @Test
  void messages_mutated_neverBreakTheNode() {
    byte[] message =
        new BitswapMessage(
                List.of(Want.block(cid(1)), Want.block(cid(5)), Want.cancel(cid(2))),
                true,
                List.of(BitswapFixture.block(1), BitswapFixture.block(2)),
                List.of(new Presence(cid(3), false)))
            .encode();

    Property.check(
        200,
        random -> {
          BitswapFixture any = new BitswapFixture();
          any.store(5);
          any.connect(A, B);
          any.fetch(cids(1, 4), A);
          for (int count = 0; count < 10; count++) {
            try {
              any.bitswap.received(A, Mutations.of(message, random), any.now);
            } catch (BadPeerException refused) {
              assertThat(refused.problem()).isNotNull();
            }
            any.pass(random.nextInt(20));
          }
          any.pass(40_000);
          any.disconnect(A);
          assertThat(any.arrived.size() + any.unavailable.size()).isEqualTo(3);
          assertThat(any.bitswap.statistics().wantedByPeers()).isZero();
        });
  }

  private static BitswapMessage answer(byte[] prefix, byte[] data) {
    return BitswapMessage.ofAnswers(List.of(new Block(prefix, data)), List.of());
  }

  /** Wants of blocks that are nowhere. */
  private static List<Want> made(int from, int count) {
    List<Want> wants = new ArrayList<>();
    for (int number = from; number < from + count; number++) {
      byte[] hash = ByteBuffer.allocate(34).put((byte) 0x12).put((byte) 32).putInt(number).array();
      wants.add(Want.block(Cid.of(Cid.DAG_CBOR, Multihash.decode(hash, 0))));
    }
    return wants;
  }

  private static byte[] concat(byte[] head, byte[] tail) {
    return ByteBuffer.allocate(head.length + tail.length).put(head).put(tail).array();
  }
}
