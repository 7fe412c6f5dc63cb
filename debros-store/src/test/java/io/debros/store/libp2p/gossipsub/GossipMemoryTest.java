package io.debros.store.libp2p.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is remembered: for how long, and how much of it. */
class GossipMemoryTest {
  private static final PrivateKey KEY = Rpcs.key(1);
  private static final PeerId PEER = KEY.peerId();
  private static final PeerId OTHER = Rpcs.key(2).peerId();

  @Test
  void seen_forgetsTheOldestByTimeAndByCount() {
    SeenMessages seen = new SeenMessages(3, 100);
    for (int i = 0; i < 4; i++) {
      seen.add(id(i), 10L * i);
    }

    assertThat(seen.contains(id(0))).isFalse();
    assertThat(seen.contains(id(1))).isTrue();
    seen.expire(119);

    assertThat(seen.contains(id(1))).isFalse();
    assertThat(seen.contains(id(2))).isTrue();
    assertThat(seen.size()).isEqualTo(2);
  }

  @Test
  void cache_offersThreeWindowsAndKeepsFive() {
    MessageCache cache = new MessageCache(5, 3, 1 << 20);
    for (int i = 0; i < 7; i++) {
      add(cache, i, 10);
      cache.shift();
    }

    assertThat(cache.find(id(2))).isNull();
    assertThat(cache.find(id(3))).isNotNull();
    assertThat(cache.recent()).containsOnlyKeys("t");
    assertThat(cache.recent().get("t")).as("the present window is empty yet").hasSize(2);
  }

  @Test
  void cache_tooManyBytes_forgetsTheOldest() {
    MessageCache cache = new MessageCache(5, 3, 5_000);
    for (int i = 0; i < 10; i++) {
      add(cache, i, 1_000);
      assertThat(cache.bytes()).isBetween(1L, 5_000L);
    }
    assertThat(cache.find(id(9))).isNotNull();
    assertThat(cache.find(id(6))).isNull();

    add(cache, 10, 6_000);

    assertThat(cache.bytes()).as("one that does not fit leaves nothing").isZero();
    assertThat(cache.recent()).isEmpty();
  }

  @Test
  void backoffs_longestCountsAndTheOldestIsForgotten() {
    Backoffs backoffs = new Backoffs(2);
    backoffs.add("a", PEER, 0, 100);
    backoffs.add("a", PEER, 50, 10);
    assertThat(backoffs.left("a", PEER, 60)).isEqualTo(40);
    assertThat(backoffs.left("a", OTHER, 60)).isNegative();
    assertThat(backoffs.left("b", PEER, 60)).isNegative();

    backoffs.expire(110, 20);
    assertThat(backoffs.size()).isOne();
    backoffs.add("b", PEER, 110, 100);
    backoffs.add("c", PEER, 110, 100);
    assertThat(backoffs.left("a", PEER, 60)).isNegative();
    assertThat(backoffs.left("c", PEER, 110)).isEqualTo(100);
    backoffs.expire(230, 20);

    assertThat(backoffs.size()).isZero();
  }

  @Test
  void scores_areForgivenAndBounded() {
    Scores scores = new Scores(2);
    scores.penalise(PEER, 4);
    assertThat(scores.of(PEER)).isEqualTo(-40);
    scores.decay();
    assertThat(scores.of(PEER)).isZero();
    for (int i = 0; i < 5; i++) {
      scores.decay();
    }
    assertThat(scores.size()).isZero();

    for (int i = 0; i < 5; i++) {
      scores.invalid(Rpcs.key(10 + i).peerId());
    }

    assertThat(scores.size()).isEqualTo(2);
    assertThat(scores.of(Rpcs.key(14).peerId())).isEqualTo(-20);
    assertThat(scores.of(Rpcs.key(10).peerId())).isZero();
  }

  @Test
  void promises_areBrokenOnceAndNotByPeersThatAreGone() {
    Promises promises = new Promises();
    promises.add(PEER, id(1), 100);
    promises.add(PEER, id(1), 200);
    promises.add(PEER, id(2), 100);
    promises.add(OTHER, id(1), 100);
    promises.add(OTHER, id(3), 300);
    promises.kept(id(2));

    assertThat(promises.takeBroken(99)).isEmpty();
    assertThat(promises.takeBroken(100)).isEqualTo(Map.of(PEER, 1, OTHER, 1));
    assertThat(promises.takeBroken(100)).isEmpty();
    promises.forget(OTHER);

    assertThat(promises.size()).isZero();
  }

  @Test
  void messageId_ofStrangeBytes_isItselfOnly() {
    assertThat(MessageId.parse(new byte[0])).isEqualTo(MessageId.parse(new byte[0]));
    assertThat(MessageId.parse(new byte[] {8})).isNotEqualTo(MessageId.parse(new byte[] {9}));
    assertThat(MessageId.parse(new byte[20])).hasSameHashCodeAs(MessageId.parse(new byte[20]));
    assertThat(id(1)).isLessThan(id(2)).hasToString(id(1).toString());
    assertThat(id(1).isBy(PEER.bytes())).isTrue();
    assertThat(id(1).isBy(OTHER.bytes())).isFalse();
  }

  @Test
  void limitsAndParameters_thatCannotWork_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new GossipLimits(
                    4 << 20, 100, 100, 10_000, 3, 50, 20_000, 10, 100, 1 << 20, 3, 10, 20, 10))
        .withMessageContaining("4096");
    GossipParameters good = GossipParameters.defaults();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new GossipParameters(
                    good.degrees(),
                    6,
                    1.5,
                    good.heartbeat(),
                    good.firstHeartbeat(),
                    good.fanout(),
                    good.pruneBackoff(),
                    good.leaveBackoff(),
                    good.followUp(),
                    good.seen(),
                    5,
                    3,
                    good.publishing()))
        .withMessageContaining("lazyShare=1.5");
  }

  private static void add(MessageCache cache, long seqno, int length) {
    SignedMessage message = SignedMessage.sign(KEY, "t", new byte[length], seqno);
    cache.add(message, RpcWriter.message(message.bytes()));
  }

  private static MessageId id(long seqno) {
    return MessageId.parse(Rpcs.id(KEY, seqno, IdForm.JAVASCRIPT));
  }
}
