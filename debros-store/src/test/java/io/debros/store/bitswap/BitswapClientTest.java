package io.debros.store.bitswap;

import static io.debros.store.bitswap.BitswapFixture.A;
import static io.debros.store.bitswap.BitswapFixture.B;
import static io.debros.store.bitswap.BitswapFixture.C;
import static io.debros.store.bitswap.BitswapFixture.cid;
import static io.debros.store.bitswap.BitswapFixture.cids;
import static io.debros.store.bitswap.BitswapFixture.limits;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.multiformats.Cid;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How blocks are asked for. */
class BitswapClientTest {
  private BitswapFixture node = new BitswapFixture();

  @AfterEach
  void nothingIsLeft() {
    node.pass(60_000);

    assertThat(node.bitswap.asked()).isEmpty();
    assertThat(node.bitswap.statistics().wanted()).isZero();
    assertThat(node.bitswap.nextTick()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void fetch_ownBlock_arrivesWithoutPeers() {
    node.store(1);
    node.connect(A);

    node.fetch(cids(1, 2), A);

    assertThat(node.arrived).containsExactly(cid(1));
    assertThat(node.givers).containsOnlyNulls();
    assertThat(node.takeSent(A)).isEmpty();
  }

  @Test
  void fetch_preferredPeer_othersAreAskedLater() {
    node.connect(A, B, C);

    node.fetch(cids(1, 2), B);
    assertThat(node.takeWants(B)).containsExactly("+1");
    assertThat(node.bitswap.asked()).isEqualTo(Map.of(cid(1), Set.of(B)));
    node.pass(149);
    assertThat(node.takeSent(A)).isEmpty();
    node.pass(1);

    assertThat(node.takeWants(A)).containsExactly("+1");
    assertThat(node.takeWants(C)).containsExactly("+1");
    assertThat(node.takeWants(B)).isEmpty();
    assertThat(node.bitswap.asked()).isEqualTo(Map.of(cid(1), Set.of(A, B, C)));
  }

  @Test
  void fetch_nobodyPreferredOrConnected_asksAll() {
    node.connect(A, B);

    node.fetch(cids(1, 2));
    node.fetch(cids(2, 3), C);

    node.pass(10);
    assertThat(node.takeWants(A)).containsExactly("+1", "+2");
    assertThat(node.takeWants(B)).containsExactly("+1", "+2");
  }

  @Test
  void fetch_severalPreferred_sharesOut() {
    node.connect(A, B, C);

    node.fetch(cids(0, 100), A, B);

    assertThat(node.takeWants(A)).hasSize(50).startsWith("+0", "+2");
    assertThat(node.takeWants(B)).hasSize(50).startsWith("+1", "+3");
    assertThat(node.takeWants(C)).isEmpty();
  }

  @Test
  void dontHave_fromPreferred_asksTheNextAndThenAll() {
    node.connect(A, B, C);

    node.fetch(cids(1, 2), A, B);
    node.deny(A, 1);
    assertThat(node.takeWants(B)).containsExactly("+1");
    assertThat(node.takeSent(C)).isEmpty();
    node.deny(B, 1);

    assertThat(node.takeWants(C)).containsExactly("+1");
    assertThat(node.bitswap.asked()).isEqualTo(Map.of(cid(1), Set.of(C)));
  }

  @Test
  void dontHave_fromAll_waitsForLateAnswers() {
    node.connect(A, B);
    node.fetch(cids(1, 2), A);
    node.deny(A, 1);
    node.deny(B, 1);

    node.pass(29_000);
    node.give(A, 1);

    assertThat(node.arrived).containsExactly(cid(1));
    assertThat(node.givers).containsExactly(A);
  }

  @Test
  void arrival_isToldOnceAndCancelledAtOthers() {
    node.connect(A, B);
    node.fetch(cids(1, 2));
    node.takeWants(A);
    node.takeWants(B);

    node.give(A, 1);
    node.give(B, 1);
    node.pass(10);

    assertThat(node.arrived).containsExactly(cid(1));
    assertThat(node.takeWants(B)).containsExactly("-1");
    assertThat(node.takeWants(A)).isEmpty();
    assertThat(node.bitswap.statistics().duplicates()).isOne();
    assertThat(node.bitswap.statistics().unwanted()).isZero();
  }

  @Test
  void arrival_fromSomebodyWhoWasNotAsked_counts() {
    node.connect(A, B);
    node.fetch(cids(1, 2), A);

    node.give(B, 1);

    assertThat(node.givers).containsExactly(B);
    node.pass(10);
    assertThat(node.takeWants(A)).containsExactly("+1", "-1");
  }

  @Test
  void arrival_underAnotherCodec_counts() {
    node.connect(A);
    Cid raw = Cid.of(Cid.RAW, cid(1).multihash());

    node.fetch(List.of(raw), A);
    node.fetch(cids(1, 2), A);
    node.give(A, 1);

    assertThat(node.arrived).containsExactlyInAnyOrder(raw, cid(1));
    assertThat(node.takeWants(A)).containsExactly("+1");
  }

  @Test
  void peer_connectedLater_getsTheWholeList() {
    node.connect(A);
    node.fetch(cids(0, 3), A);
    node.pass(200);
    node.connect(B);
    node.pass(10);

    List<BitswapMessage> messages = node.takeSent(B);

    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).isFull()).isTrue();
    assertThat(messages.get(0).wants())
        .containsExactlyElementsOf(cids(0, 3).stream().map(BitswapMessage.Want::block).toList());
    assertThat(node.takeSent(A)).isNotEmpty().noneMatch(BitswapMessage::isFull);
  }

  @Test
  void peer_reconnected_isAskedAgain() {
    node.connect(A);
    node.fetch(cids(1, 2), A);
    node.disconnect(A);
    node.takeSent(A);
    node.connect(A);

    assertThat(node.takeSent(A)).singleElement().matches(BitswapMessage::isFull);
  }

  @Test
  void disconnect_ofTheOneAsked_asksTheNext() {
    node.connect(A, B, C);
    node.fetch(cids(1, 2), A, B);

    node.disconnect(A);
    assertThat(node.takeWants(B)).containsExactly("+1");
    node.disconnect(B);

    assertThat(node.takeWants(C)).containsExactly("+1");
  }

  @Test
  void wants_moreThanThePeerKeeps_waitForAnswers() {
    node = new BitswapFixture(limits(3, 99, 99, 9999));
    node.connect(A);
    node.fetch(cids(0, 5), A);
    node.pass(10);
    assertThat(node.takeWants(A)).containsExactly("+0", "+1", "+2");

    node.give(A, 1);
    assertThat(node.takeWants(A)).isEmpty();
    node.pass(10);

    assertThat(node.takeWants(A)).containsExactly("+3");
  }

  @Test
  void wants_thatThePeerLacks_makeRoomForOthers() {
    node = new BitswapFixture(limits(2, 99, 99, 9999));
    node.connect(A);
    node.fetch(cids(0, 4), A);
    node.takeWants(A);
    node.deny(A, 0);
    node.pass(10);
    assertThat(node.takeWants(A)).containsExactly("-0", "+2");

    node.give(A, 1, 2);
    assertThat(node.takeWants(A)).containsExactly("+3", "+0");
    node.give(A, 3);
    node.give(A, 0);

    assertThat(node.arrived).containsExactly(cid(1), cid(2), cid(3), cid(0));
  }

  @Test
  void deadline_passed_isUnavailableAndCancelled() {
    node.connect(A);
    node.fetch(cids(1, 2), A);
    node.takeWants(A);

    node.pass(29_999);
    assertThat(node.unavailable).isEmpty();
    node.pass(1);
    assertThat(node.unavailable).containsExactly(cid(1));
    node.pass(10);

    assertThat(node.takeWants(A)).containsExactly("-1");
    assertThat(node.bitswap.statistics().unavailable()).isOne();
  }

  @Test
  void trap3_blockAskedForAgain_isCancelledFirst() {
    node.connect(A);
    node.fetch(cids(1, 2), A);
    node.give(A, 1);
    assertThat(node.takeWants(A)).containsExactly("+1");

    node.pass(5000);
    node.fetch(cids(1, 2), A);
    assertThat(node.takeWants(A)).containsExactly("-1", "+1");
    node.give(A, 1);
    node.pass(20_000);
    node.fetch(cids(1, 2), A);

    assertThat(node.takeWants(A)).containsExactly("+1");
    assertThat(node.arrived).containsExactly(cid(1), cid(1));
  }

  @Test
  void fetches_ofOneBlock_areOne() {
    node.connect(A);

    node.fetch(cids(1, 2), A);
    node.pass(20_000);
    node.fetch(cids(1, 2), A);
    node.bitswap.cancel(cids(1, 2), node.now);
    node.pass(20_000);
    node.give(A, 1);

    assertThat(node.takeWants(A)).containsExactly("+1");
    assertThat(node.arrived).containsExactly(cid(1));
    assertThat(node.unavailable).isEmpty();
  }

  @Test
  void fetch_onceMoreFromWhoLackedIt_asksAgain() {
    node.connect(A);
    node.fetch(cids(1, 2), A);
    node.deny(A, 1);
    node.takeWants(A);

    node.fetch(cids(1, 2), A);

    assertThat(node.takeWants(A)).containsExactly("-1", "+1");
  }

  @Test
  void cancel_byTheOnlyOne_endsTheRequest() {
    node.connect(A);
    node.fetch(cids(1, 3), A);
    node.pass(10);
    node.takeWants(A);

    node.bitswap.cancel(cids(1, 2), node.now);
    node.bitswap.cancel(cids(7, 9), node.now);
    node.pass(10);
    node.give(A, 1);

    assertThat(node.takeWants(A)).containsExactly("-1");
    assertThat(node.arrived).isEmpty();
    assertThat(node.bitswap.asked()).containsOnlyKeys(cid(2));
  }

  @Test
  void wants_ofABusyPeer_areGatheredForTenMilliseconds() {
    node.connect(A);
    node.fetch(cids(0, 10), A);
    assertThat(node.takeWants(A)).hasSize(10);

    node.fetch(cids(10, 11), A);
    node.pass(9);
    node.fetch(cids(11, 13), A);
    assertThat(node.takeSent(A)).isEmpty();
    node.pass(1);

    assertThat(node.takeSent(A)).singleElement().matches(message -> message.wants().size() == 3);
  }

  @Test
  void wants_ofAPeerThatRunsDry_areSentAtOnce() {
    node.connect(A);

    for (int number = 0; number < 50; number++) {
      node.fetch(cids(number, number + 1), A);
      node.give(A, number);
    }

    assertThat(node.arrived).hasSize(50);
    assertThat(node.takeSent(A)).hasSize(50);
  }

  @Test
  void preferredPeer_thatKeepsSending_isWaitedForLonger() {
    node.connect(A, B);
    node.fetch(cids(0, 40), A);

    for (int number = 0; number < 30; number++) {
      node.pass(60);
      node.give(A, number);
    }
    assertThat(node.takeSent(B)).isEmpty();
    node.pass(300);

    assertThat(node.takeWants(B)).hasSize(10);
  }

  @Test
  void stored_inAnotherWay_endsTheRequest() {
    node.connect(A);
    node.fetch(cids(1, 2), A);
    node.takeWants(A);

    node.stored(1);
    node.pass(10);

    assertThat(node.arrived).containsExactly(cid(1));
    assertThat(node.givers).containsOnlyNulls();
    assertThat(node.takeWants(A)).containsExactly("-1");
  }

  @Test
  void peer_thatReadsNothing_isNotToldWhatWasTakenBack() {
    node = new BitswapFixture(limits(100, 99, 99, 1));
    node.isRead = false;
    node.connect(A);
    node.fetch(cids(0, 5000), A);

    for (int number = 0; number < 4000; number++) {
      node.give(B, number);
      node.pass(1);
    }
    assertThat(node.bitswap.statistics().queuedBytes()).isLessThan(600_000);
    node.takeSent(A);
    node.read(A);
    node.pass(10);

    IntStream.range(0, 4000)
        .forEach(number -> assertThat(node.arrived.get(number)).isEqualTo(cid(number)));
    assertThat(node.takeWants(A)).contains("+4000", "+4099").hasSizeLessThan(2000);
  }

  @Test
  void fetch_hashThatCannotBeChecked_isUnavailableAtOnce() {
    node.connect(A);
    Cid identity = Cid.decode(new byte[] {1, 0x55, 0, 1, 7});

    node.fetch(List.of(identity), A);

    assertThat(node.unavailable).containsExactly(identity);
    assertThat(node.takeSent(A)).isEmpty();
  }
}
