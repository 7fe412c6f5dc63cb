package io.debros.store.libp2p.gossipsub;

import static io.debros.store.libp2p.gossipsub.Bench.FIRST;
import static io.debros.store.libp2p.gossipsub.Bench.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.libp2p.gossipsub.GossipAction.Priority;
import io.debros.store.libp2p.peer.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** IHAVE, IWANT and IDONTWANT. */
class LazyGossipTest {
  private static final PrivateKey AUTHOR = Rpcs.key(1000);
  private final Bench bench = new Bench();

  @ParameterizedTest
  @EnumSource(IdForm.class)
  void trap8_offerInEitherForm_isAskedForInThatFormUnlessItIsKnown(IdForm form) {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.passes(peer, AUTHOR, 1, 10);
    bench.clear();
    byte[] known = Rpcs.id(AUTHOR, 1, form);
    byte[] unknown = Rpcs.id(AUTHOR, 2, form);

    bench.says(peer, rpc -> rpc.offer(TOPIC, List.of(known, unknown)));

    assertThat(bench.wants(peer)).containsExactly(unknown);
    assertThat(bench.sends).allMatch(send -> send.priority() == Priority.GOSSIP);
  }

  @ParameterizedTest
  @EnumSource(IdForm.class)
  void trap8_wantInEitherForm_isAnsweredThreeTimes(IdForm form) {
    PrivateKey source = bench.subscriber();
    PrivateKey peer = bench.peer("/meshsub/1.1.0", false);
    bench.subscribe();
    bench.passes(source, AUTHOR, 1, 10);
    byte[] id = Rpcs.id(AUTHOR, 1, form);
    byte[] unknown = Rpcs.id(AUTHOR, 9, form);

    bench.says(peer, rpc -> rpc.want(List.of(id, unknown, id)));
    assertThat(bench.messages(peer)).isOne();
    for (int i = 0; i < 5; i++) {
      bench.says(peer, rpc -> rpc.want(List.of(id)));
    }

    assertThat(bench.messages(peer)).isEqualTo(3);
    SignedMessage answer = SignedMessage.verify(bench.to(peer).get(1).messages().get(0));
    assertThat(answer.id()).isEqualTo(MessageId.parse(id));
  }

  @Test
  void want_ofAnOldMessage_isNotAnswered() {
    PrivateKey peer = bench.subscriber();
    bench.router.publish(TOPIC, new byte[10], bench.now);
    bench.pass(4_000);
    bench.clear();

    bench.says(peer, rpc -> rpc.want(List.of(Rpcs.id(bench.key, FIRST, IdForm.GO))));
    assertThat(bench.messages(peer)).isOne();
    bench.pass(1_000);
    bench.says(peer, rpc -> rpc.want(List.of(Rpcs.id(bench.key, FIRST, IdForm.GO))));

    assertThat(bench.messages(peer)).isOne();
  }

  @Test
  void want_ofTooManyBytes_isAnsweredInPart() {
    PrivateKey peer = bench.subscriber();
    List<byte[]> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      bench.router.publish(TOPIC, new byte[4_000_000], bench.now);
      ids.add(Rpcs.id(bench.key, FIRST + i, IdForm.JAVASCRIPT));
    }
    bench.drain();
    bench.clear();

    bench.says(peer, rpc -> rpc.want(ids));

    assertThat(bench.messages(peer)).as("4 of at most 16 MiB").isEqualTo(4);
  }

  @Test
  void heartbeat_messagesOfThreeWindows_areOfferedToSixOthersInTheirForm() {
    List<PrivateKey> all = bench.subscribers(20);
    PrivateKey go = all.get(19);
    bench.says(go, rpc -> rpc.want(List.of(Rpcs.id(AUTHOR, 5, IdForm.GO))));
    bench.subscribe();
    bench.passes(all.get(0), AUTHOR, 1, 10);
    bench.clear();

    bench.pass(5_000);

    List<PrivateKey> told = all.stream().filter(peer -> !bench.offered(peer).isEmpty()).toList();
    assertThat(bench.sends).hasSize(3 * 6);
    assertThat(told).hasSizeGreaterThanOrEqualTo(6);
    assertThat(told)
        .noneMatch(peer -> bench.router.mesh(TOPIC).contains(peer.peerId()))
        .allSatisfy(
            peer ->
                assertThat(bench.offered(peer))
                    .containsOnly(Rpcs.id(AUTHOR, 1, peer == go ? IdForm.GO : IdForm.JAVASCRIPT)));
  }

  @Test
  void heartbeat_veryManyOthers_aQuarterIsTold() {
    bench.subscribers(60);
    bench.subscribe();
    bench.router.publish(TOPIC, new byte[10], bench.now);
    bench.drain();
    bench.clear();

    bench.pass(1_000);

    assertThat(bench.sends).hasSize((60 - 6) / 4);
  }

  @Test
  void offer_ofATopicThatIsNotSubscribedOrOwnMessages_isNotAskedFor() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.clear();

    bench.says(peer, rpc -> rpc.offer("other", List.of(Rpcs.id(AUTHOR, 1, IdForm.GO))));
    bench.says(peer, rpc -> rpc.offer(TOPIC, List.of(Rpcs.id(bench.key, 1, IdForm.GO))));

    assertThat(bench.sends).isEmpty();
  }

  @Test
  void offers_tooManyBetweenHeartbeats_areNotLookedAt() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();

    for (int i = 0; i < 15; i++) {
      byte[] id = Rpcs.id(AUTHOR, i, IdForm.JAVASCRIPT);
      bench.says(peer, rpc -> rpc.offer(TOPIC, List.of(id)));
    }
    assertThat(bench.wants(peer)).hasSize(10);
    bench.pass(1_000);
    bench.says(peer, rpc -> rpc.offer(TOPIC, List.of(Rpcs.id(AUTHOR, 99, IdForm.JAVASCRIPT))));

    assertThat(bench.wants(peer)).hasSize(11);
  }

  @Test
  void wantsAndRefusals_tooManyBetweenHeartbeats_areNotLookedAt() {
    PrivateKey peer = bench.subscriber();
    GossipPeer known = bench.router.state().peers().get(peer.peerId());
    assertThat(known).isNotNull();
    for (int i = 0; i < 12; i++) {
      bench.router.publish(TOPIC, new byte[10], bench.now);
    }
    bench.drain();
    bench.clear();

    for (int i = 0; i < 12; i++) {
      byte[] id = Rpcs.id(bench.key, FIRST + i, IdForm.JAVASCRIPT);
      bench.says(peer, rpc -> rpc.want(List.of(id)));
      bench.says(peer, rpc -> rpc.refuse(List.of(id)));
    }
    assertThat(bench.messages(peer)).isEqualTo(10);
    assertThat(known.unwantedCount()).isEqualTo(10);
    bench.pass(1_000);
    byte[] last = Rpcs.id(bench.key, FIRST + 11, IdForm.JAVASCRIPT);
    bench.says(peer, rpc -> rpc.want(List.of(last)));
    bench.says(peer, rpc -> rpc.refuse(List.of(last)));

    assertThat(bench.messages(peer)).isEqualTo(11);
    assertThat(known.unwantedCount()).isEqualTo(11);
  }

  @Test
  void offers_ofTooManyIds_areAskedForUpToTheLimit() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();

    bench.says(peer, rpc -> rpc.offer(TOPIC, ids(0, 3_000)));
    bench.says(peer, rpc -> rpc.offer(TOPIC, ids(3_000, 6_000)));

    assertThat(bench.wants(peer)).hasSize(5_000).doesNotHaveDuplicates();
  }

  @Test
  void offers_thatAreNotKept_costScore() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();

    for (int i = 0; i < 10; i++) {
      byte[] id = Rpcs.id(AUTHOR, i, IdForm.JAVASCRIPT);
      bench.says(peer, rpc -> rpc.offer(TOPIC, List.of(id)));
    }
    bench.pass(3_050);
    assertThat(bench.faults).isEmpty();
    bench.pass(100);
    assertThat(bench.faults).hasSize(1);
    assertThat(bench.router.mesh(TOPIC)).isEmpty();
    assertThat(bench.router.messageMemory()).as("no promise is left").isZero();
    bench.clear();
    bench.says(peer, rpc -> rpc.offer(TOPIC, List.of(Rpcs.id(AUTHOR, 99, IdForm.GO))));
    bench.passes(peer, AUTHOR, 100, 10);
    assertThat(bench.deliveries).as("it is not listened to").isEmpty();
    bench.pass(2_000);
    bench.passes(peer, AUTHOR, 100, 10);

    assertThat(bench.deliveries).as("it is forgiven").hasSize(1);
  }

  @Test
  void offer_thatAnotherPeerKeeps_costsNothing() {
    PrivateKey peer = bench.subscriber();
    PrivateKey other = bench.subscriber();
    bench.subscribe();
    for (int i = 0; i < 10; i++) {
      byte[] id = Rpcs.id(AUTHOR, i, IdForm.JAVASCRIPT);
      bench.says(peer, rpc -> rpc.offer(TOPIC, List.of(id)));
    }

    for (int i = 0; i < 10; i++) {
      bench.passes(other, AUTHOR, i, 10);
    }
    bench.pass(5_000);

    assertThat(bench.router.score(peer.peerId())).isZero();
    assertThat(bench.faults).isEmpty();
  }

  @Test
  void unwantedMessage_isNotForwardedForAWhile() {
    List<PrivateKey> all = bench.subscribers(4);
    bench.subscribe();
    bench.says(all.get(1), rpc -> rpc.refuse(List.of(Rpcs.id(AUTHOR, 1, IdForm.JAVASCRIPT))));
    bench.says(all.get(2), rpc -> rpc.refuse(List.of(Rpcs.id(AUTHOR, 1, IdForm.GO))));
    bench.says(all.get(3), rpc -> rpc.refuse(List.of(Rpcs.id(AUTHOR, 2, IdForm.GO))));
    bench.clear();

    bench.passes(all.get(0), AUTHOR, 1, 10);
    assertThat(bench.counts().keySet()).containsExactly(all.get(3).peerId());
    bench.pass(3_000);
    bench.clear();
    bench.passes(all.get(0), AUTHOR, 2, 10);

    assertThat(bench.messages(all.get(3))).isOne();
  }

  @Test
  void longMessage_isRefusedFromOthersOfTheMeshThatUnderstandThat() {
    List<PrivateKey> all = bench.subscribers(2);
    PrivateKey old = bench.peer("/meshsub/1.1.0", false, TOPIC);
    bench.subscribe();
    bench.clear();

    bench.passes(all.get(0), AUTHOR, 1, 511);
    assertThat(bench.refusals(all.get(1))).isEmpty();
    bench.passes(all.get(0), AUTHOR, 2, 512);

    assertThat(bench.refusals(all.get(1))).containsExactly(Rpcs.id(AUTHOR, 2, IdForm.JAVASCRIPT));
    assertThat(bench.refusals(all.get(0))).isEmpty();
    assertThat(bench.refusals(old)).isEmpty();
    assertThat(bench.messages(old)).isEqualTo(2);
  }

  private static List<byte[]> ids(int from, int to) {
    List<byte[]> ids = new ArrayList<>();
    byte[] author = AUTHOR.peerId().bytes();
    for (int i = from; i < to; i++) {
      byte[] id = Arrays.copyOf(author, author.length + 8);
      id[id.length - 1] = (byte) i;
      id[id.length - 2] = (byte) (i >> 8);
      ids.add(id);
    }
    return ids;
  }
}
