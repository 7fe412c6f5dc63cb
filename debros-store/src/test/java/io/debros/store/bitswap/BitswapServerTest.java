package io.debros.store.bitswap;

import static io.debros.store.bitswap.BitswapFixture.A;
import static io.debros.store.bitswap.BitswapFixture.B;
import static io.debros.store.bitswap.BitswapFixture.C;
import static io.debros.store.bitswap.BitswapFixture.cid;
import static io.debros.store.bitswap.BitswapFixture.cids;
import static io.debros.store.bitswap.BitswapFixture.data;
import static io.debros.store.bitswap.BitswapFixture.limits;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.bitswap.BitswapMessage.Block;
import io.debros.store.bitswap.BitswapMessage.Kind;
import io.debros.store.bitswap.BitswapMessage.Want;
import io.debros.store.multiformats.Cid;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How peers get blocks of ours. */
class BitswapServerTest {
  private static final int MIB = 1 << 20;

  private BitswapFixture node = new BitswapFixture();

  @AfterEach
  void nothingIsLeft() {
    List.of(A, B, C).forEach(node::disconnect);

    assertThat(node.bitswap.statistics().wantedByPeers()).isZero();
    assertThat(node.bitswap.statistics().awaited()).isZero();
    assertThat(node.bitswap.statistics().queuedBytes()).isZero();
    assertThat(node.bitswap.nextTick()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void want_ofABlockThatIsHere_isServed() {
    node.store(1);

    node.want(A, Want.block(cid(1)));

    List<BitswapMessage> answers = node.takeSent(A);
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).wants()).isEmpty();
    assertThat(answers.get(0).isFull()).isFalse();
    assertThat(answers.get(0).blocks())
        .singleElement()
        .usingRecursiveComparison()
        .isEqualTo(Block.of(cid(1), data(1)));
    assertThat(node.bitswap.statistics().wantedByPeers()).isZero();
    assertThat(node.bitswap.statistics().served()).isOne();
  }

  @Test
  void wants_areAnsweredByPriority() {
    for (int number = 0; number < 4; number++) {
      node.store(number);
    }

    node.want(A, block(0, 1), block(1, 9), block(2, 5), block(3, 9));

    assertThat(node.takeAnswers(A)).containsExactly("block 1", "block 3", "block 2", "block 0");
  }

  @Test
  void wantHave_smallBlock_isServedAndALongOneNamed() {
    Cid small = big(1023);
    Cid large = big(1024);

    node.want(A, have(small), have(large), new Want(cid(3), Kind.HAVE, 1, false), have(cid(4)));

    BitswapMessage answer = node.takeSent(A).get(0);
    assertThat(answer.blocks()).singleElement().matches(block -> block.data().length == 1023);
    assertThat(answer.presences())
        .containsExactly(
            new BitswapMessage.Presence(large, true), new BitswapMessage.Presence(cid(4), false));
  }

  @Test
  void missingBlock_isDeniedOnceAndServedWhenStored() {
    node.want(A, Want.block(cid(1)));
    node.want(A, Want.block(cid(1)));
    node.want(B, new Want(cid(1), Kind.BLOCK, 1, false));
    assertThat(node.takeAnswers(A)).containsExactly("no 1");

    node.stored(1);
    node.stored(1);

    assertThat(node.takeAnswers(A)).containsExactly("block 1");
    assertThat(node.takeAnswers(B)).containsExactly("block 1");
    assertThat(node.bitswap.statistics().wantedByPeers()).isZero();
  }

  @Test
  void missingBlock_thatArrives_isPassedOnButNotBack() {
    node.want(A, Want.block(cid(1)));
    node.want(B, Want.block(cid(1)));
    node.want(C, have(cid(1)));
    node.takeSent(A);
    node.takeSent(B);
    node.takeSent(C);
    node.fetch(cids(1, 2), B);
    node.takeSent(B);

    node.give(B, 1);

    assertThat(node.takeAnswers(A)).containsExactly("block 1");
    assertThat(node.takeAnswers(C)).containsExactly("block 1");
    assertThat(node.takeAnswers(B)).isEmpty();
  }

  @Test
  void arrivedBlock_forWhomThereIsNoRoom_isServedOnceStored() {
    node = new BitswapFixture(limits(10, 10, 10, 1));
    node.want(A, new Want(cid(1), Kind.BLOCK, 1, false));
    node.fetch(cids(1, 2), B);
    node.give(B, 1);
    assertThat(node.takeAnswers(A)).isEmpty();

    node.stored(1);

    assertThat(node.takeAnswers(A)).containsExactly("block 1");
  }

  @Test
  void wantHave_thatBecomesAWantOfTheBlock_isServedAsSuch() {
    Cid large = big(2000);
    byte[] bytes = node.store.remove(large);
    node.want(A, have(large));
    node.want(A, Want.block(large));
    node.want(A, have(large));
    assertThat(node.takeAnswers(A)).hasSize(2);

    node.store.put(large, bytes);
    node.bitswap.stored(List.of(large), node.now);
    node.want(A);

    assertThat(node.takeSent(A)).singleElement().matches(message -> message.blocks().size() == 1);
  }

  @Test
  void cancelAndFullList_endWants() {
    node.want(A, Want.block(cid(1)), Want.block(cid(2)), Want.block(cid(3)));
    node.want(A, Want.cancel(cid(1)), Want.cancel(cid(9)));
    assertThat(node.bitswap.statistics().wantedByPeers()).isEqualTo(2);
    node.receive(A, BitswapMessage.ofWants(List.of(Want.block(cid(3))), true));
    node.takeSent(A);

    node.stored(1);
    node.stored(2);
    node.stored(3);

    assertThat(node.takeAnswers(A)).containsExactly("block 3");
  }

  @Test
  void cancelThenWant_inOneMessage_isAnsweredAgain() {
    node.store(1);
    node.want(A, Want.block(cid(1)));
    node.want(A, Want.cancel(cid(1)), Want.block(cid(1)));

    assertThat(node.takeAnswers(A)).containsExactly("block 1", "block 1");
  }

  @Test
  void wants_moreThanAreKept_forgetTheOldest() {
    node = new BitswapFixture(limits(10, 3, 100, MIB));
    for (int number = 0; number < 5; number++) {
      node.want(A, new Want(cid(number), Kind.BLOCK, 1, false));
    }
    assertThat(node.bitswap.statistics().wantedByPeers()).isEqualTo(3);

    for (int number = 0; number < 5; number++) {
      node.stored(number);
    }

    assertThat(node.takeAnswers(A)).containsExactly("block 2", "block 3", "block 4");
  }

  @Test
  void blocks_areSentInMessagesOfAMebibyte() {
    Want[] wants = new Want[10];
    for (int index = 0; index < wants.length; index++) {
      wants[index] = Want.block(big(300_000 + index));
    }

    node.want(A, wants);

    List<BitswapMessage> answers = node.takeSent(A);
    assertThat(answers).extracting(answer -> answer.blocks().size()).containsExactly(3, 3, 3, 1);
    assertThat(answers).allMatch(answer -> answer.encode().length <= MIB);
  }

  @Test
  void block_asLongAsPeersTake_isServedAloneAndALongerOneNot() {
    Cid longest = big(BitswapMessage.MAX_BLOCK_BYTES);
    Cid tooLong = big(BitswapMessage.MAX_BLOCK_BYTES + 1);
    node.store(1);

    node.want(A, Want.block(cid(1)), Want.block(longest), Want.block(tooLong));

    List<BitswapMessage> answers = node.takeSent(A);
    assertThat(answers).hasSize(3);
    assertThat(answers.get(1).encode().length).isLessThanOrEqualTo(BitswapMessage.MAX_BYTES);
    assertThat(answers.get(1).blocks()).hasSize(1);
    assertThat(answers.get(2).presences())
        .containsExactly(new BitswapMessage.Presence(tooLong, false));
  }

  @Test
  void slowReader_isServedAsItReads() {
    node.isRead = false;
    Want[] wants = new Want[100];
    for (int index = 0; index < wants.length; index++) {
      wants[index] = Want.block(big(200_000 + index));
    }

    node.want(A, wants);
    assertThat(node.bitswap.statistics().queuedBytes()).isBetween(2L * MIB, 3L * MIB);
    assertThat(node.bitswap.statistics().served()).isLessThan(20);
    node.read(A);

    assertThat(node.bitswap.statistics().served()).isEqualTo(100);
    assertThat(node.bitswap.statistics().queuedBytes()).isZero();
  }

  @Test
  void manySlowReaders_shareTheRoom_andNobodyStarves() {
    BitswapLimits limits =
        new BitswapLimits(10, 10, 1000, 9999, 1000, 5000, 10_000, 256, MIB, 2000);
    node = new BitswapFixture(limits);
    node.isRead = false;
    Want[] wants = new Want[50];
    for (int index = 0; index < wants.length; index++) {
      wants[index] = Want.block(big(500 + index));
    }

    node.want(A, wants);
    node.want(B, wants);
    node.want(C, wants);
    assertThat(node.bitswap.statistics().queuedBytes()).isBetween(10_000L, 13_000L);
    assertThat(node.takeSent(C)).hasSize(1);
    node.disconnect(A);
    assertThat(node.takeSent(C)).as("in the room that another left").hasSizeGreaterThan(5);
    node.read(C);
    node.read(B);

    assertThat(node.takeSent(B)).hasSize(50);
  }

  @Test
  void lookUps_takeTurnsWithOtherWork() {
    BitswapLimits limits = new BitswapLimits(9, 9, 999, 9999, 1000, 9999, 9999, 9, 9, 10);
    node = new BitswapFixture(limits);
    Want[] wants = new Want[35];
    for (int number = 0; number < wants.length; number++) {
      node.store(number);
      wants[number] = Want.block(cid(number));
    }

    node.want(A, wants);
    assertThat(node.takeAnswers(A)).hasSize(10);
    assertThat(node.bitswap.nextTick()).isEqualTo(node.now);
    node.pass(0);

    assertThat(node.takeAnswers(A)).hasSize(25);
  }

  @Test
  void want_underAnotherCodecOrVersion_isServedByItsHash() {
    node.store(1);
    Cid raw = Cid.of(Cid.RAW, cid(1).multihash());
    Cid old = Cid.decode(cid(1).multihash().bytes());

    node.want(A, Want.block(raw));
    node.want(B, Want.block(old));

    assertThat(node.takeSent(A).get(0).blocks().get(0).prefix())
        .containsExactly(1, 0x55, 0x12, 0x20);
    assertThat(node.takeAnswers(B)).containsExactly("block 1");
  }

  private static Want block(int number, int priority) {
    return new Want(cid(number), Kind.BLOCK, priority, true);
  }

  private static Want have(Cid cid) {
    return new Want(cid, Kind.HAVE, 1, true);
  }

  /** Stores a block of so many bytes. */
  private Cid big(int length) {
    byte[] bytes = new byte[length];
    Cid cid = Cid.ofDagCbor(bytes);
    node.store.put(cid, bytes);
    return cid;
  }
}
