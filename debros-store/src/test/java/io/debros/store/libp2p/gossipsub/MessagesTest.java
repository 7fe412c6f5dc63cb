package io.debros.store.libp2p.gossipsub;

import static io.debros.store.libp2p.gossipsub.Bench.FIRST;
import static io.debros.store.libp2p.gossipsub.Bench.TOPIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.libp2p.gossipsub.GossipAction.Deliver;
import io.debros.store.libp2p.gossipsub.GossipAction.Priority;
import io.debros.store.libp2p.gossipsub.GossipAction.Send;
import io.debros.store.libp2p.gossipsub.GossipAction.Subscribed;
import io.debros.store.libp2p.gossipsub.GossipAction.Unsubscribed;
import io.debros.store.libp2p.gossipsub.GossipParameters.Publishing;
import io.debros.store.libp2p.peer.PrivateKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Subscriptions, publishing, delivering and forwarding. */
class MessagesTest {
  private final Bench bench = new Bench();

  @Test
  void connected_eachNewStream_isToldAllSubscriptionsFirst() {
    bench.subscribe();
    bench.router.subscribe("other", bench.now);

    PrivateKey peer = bench.peer("/meshsub/1.1.0", false, TOPIC);
    bench.router.connected(peer.peerId(), "/meshsub/1.1.0", false, bench.now);
    bench.drain();

    Map<String, Boolean> all = Map.of(TOPIC, true, "other", true);
    assertThat(bench.to(peer).get(0).subscriptions()).isEqualTo(all);
    assertThat(bench.to(peer).get(2).subscriptions()).isEqualTo(all);
    assertThat(bench.to(peer).get(2).grafts()).as("it is still in the mesh").containsExactly(TOPIC);
    assertThat(bench.sends).allMatch(send -> send.priority() == Priority.ESSENTIAL);
  }

  @Test
  void received_beforeOurStreamIsOpen_countsAndIsAnsweredLater() {
    PrivateKey peer = Rpcs.key(77);
    bench.subscribe();

    bench.says(peer, rpc -> rpc.subscription(TOPIC, true));
    assertThat(bench.router.subscribers(TOPIC)).containsExactly(peer.peerId());
    assertThat(bench.router.publish(TOPIC, new byte[1], bench.now)).isZero();
    bench.router.subscribe("other", bench.now);
    bench.drain();
    assertThat(bench.sends).isEmpty();
    bench.router.connected(peer.peerId(), null, false, bench.now);
    bench.drain();

    assertThat(bench.to(peer)).hasSize(1);
    assertThat(bench.to(peer).get(0).subscriptions()).containsOnlyKeys(TOPIC, "other");
    assertThat(bench.isGrafted(peer)).isTrue();
  }

  @Test
  void publishTo_onePeer_isSentToNobodyElse() {
    PrivateKey peer = bench.subscriber();
    PrivateKey other = bench.subscriber();
    PrivateKey stranger = bench.peer("/meshsub/1.1.0", false);
    bench.clear();

    boolean isSent = bench.router.publishTo(peer.peerId(), TOPIC, new byte[3], bench.now);
    boolean isSentToStranger =
        bench.router.publishTo(stranger.peerId(), TOPIC, new byte[3], bench.now);
    boolean isSentToNobody =
        bench.router.publishTo(Rpcs.key(99).peerId(), TOPIC, new byte[3], bench.now);
    bench.drain();

    assertThat(List.of(isSent, isSentToStranger, isSentToNobody))
        .containsExactly(true, false, false);
    assertThat(bench.messages(peer)).isEqualTo(1);
    assertThat(bench.messages(other) + bench.messages(stranger)).isZero();
    assertThat(bench.router.lastSeqno()).isEqualTo(FIRST);
  }

  @Test
  void subscriptions_ofPeers_areReportedWhenTheyChange() {
    PrivateKey peer = bench.subscriber();
    bench.says(peer, rpc -> rpc.subscription(TOPIC, true));
    bench.says(peer, rpc -> rpc.subscription(TOPIC, false));
    bench.says(peer, rpc -> rpc.subscription(TOPIC, false));

    assertThat(bench.subscriptions)
        .containsExactly(
            new Subscribed(peer.peerId(), TOPIC), new Unsubscribed(peer.peerId(), TOPIC));
    assertThat(bench.router.subscribers(TOPIC)).isEmpty();
    assertThat(bench.router.state().topics().size()).isZero();
  }

  @Test
  void subscribe_andUnsubscribe_areAnnouncedOnceToAll() {
    PrivateKey peer = bench.peer("/meshsub/1.1.0", true);

    bench.subscribe();
    bench.subscribe();
    bench.router.unsubscribe(TOPIC, bench.now);
    bench.router.unsubscribe(TOPIC, bench.now);
    bench.drain();

    assertThat(bench.to(peer).stream().map(Rpc::subscriptions))
        .containsExactly(Map.of(TOPIC, true), Map.of(TOPIC, false));
  }

  @Test
  void publish_goesToAllSubscribersInOrderOfSeqnoAcrossTopics() {
    List<PrivateKey> all = bench.subscribers(20);
    PrivateKey stranger = bench.peer("/meshsub/1.2.0", false, "other");

    int count = bench.router.publish(TOPIC, "one".getBytes(UTF_8), bench.now);
    bench.router.publish("other", "two".getBytes(UTF_8), bench.now);
    bench.router.publish("nobody", "three".getBytes(UTF_8), bench.now);
    bench.router.publish(TOPIC, "four".getBytes(UTF_8), bench.now);
    bench.drain();

    assertThat(count).isEqualTo(20);
    assertThat(all).allMatch(peer -> bench.messages(peer) == 2);
    assertThat(bench.messages(stranger)).isOne();
    assertThat(seqnos(all.get(3))).containsExactly(FIRST, FIRST + 3);
    assertThat(seqnos(stranger)).containsExactly(FIRST + 1);
    assertThat(bench.router.lastSeqno()).isEqualTo(FIRST + 3);
    assertThat(bench.deliveries).isEmpty();
    SignedMessage first = SignedMessage.verify(bench.to(all.get(0)).get(0).messages().get(0));
    assertThat(first.author()).isEqualTo(bench.key.peerId());
    assertThat(first.data()).asString(UTF_8).isEqualTo("one");
  }

  @Test
  void firstSeqno_isAboveTheClockAndTheRunBefore() {
    assertThat(Gossipsub.firstSeqno(1_700_000_000_000L, 0)).isEqualTo(1_700_000_000_000_000_000L);
    assertThat(Gossipsub.firstSeqno(5, 6_000_000)).isEqualTo(6_000_001);
    assertThat(Gossipsub.firstSeqno(7, 6_000_000)).isEqualTo(7_000_000);
  }

  @Test
  void publish_longestData_fitsIntoWhatPeersTakeAndLongerIsRefused() {
    PrivateKey peer = bench.subscriber();

    bench.router.publish(TOPIC, new byte[Gossipsub.MAX_DATA_BYTES], bench.now);
    bench.drain();

    assertThat(bench.sends.get(0).rpc().length).isLessThan(4 << 20);
    assertThat(bench.messages(peer)).isOne();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> bench.router.publish(TOPIC, new byte[Gossipsub.MAX_DATA_BYTES + 1], bench.now))
        .withMessageContaining("CID");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bench.router.subscribe("t".repeat(1025), bench.now))
        .withMessageContaining("1025");
  }

  @Test
  void received_message_isDeliveredOnceAndForwardedAlongTheMesh() {
    List<PrivateKey> all = bench.subscribers(5);
    bench.subscribe();
    bench.clear();
    PrivateKey author = all.get(0);
    PrivateKey source = all.get(1);

    bench.passes(source, author, 7, 10);
    bench.passes(all.get(2), author, 7, 10);
    bench.passes(author, author, 7, 10);

    assertThat(bench.deliveries).hasSize(1);
    Deliver delivery = bench.deliveries.get(0);
    assertThat(delivery.author()).isEqualTo(author.peerId());
    assertThat(delivery.source()).isEqualTo(source.peerId());
    assertThat(delivery.topic()).isEqualTo(TOPIC);
    assertThat(delivery.data()).hasSize(10);
    assertThat(bench.counts().keySet())
        .containsExactlyInAnyOrder(all.get(2).peerId(), all.get(3).peerId(), all.get(4).peerId());
    assertThat(bench.sends).allMatch(send -> send.priority() == Priority.MESSAGE);
    assertThat(bench.sends.stream().map(Send::rpc).distinct()).as("one array").hasSize(1);
  }

  @Test
  void received_forPeersOutsideTheMesh_isNotForwarded() {
    List<PrivateKey> all = bench.subscribers(20);
    bench.subscribe();
    bench.clear();

    bench.passes(all.get(0), Rpcs.key(99), 7, 10);

    assertThat(bench.router.mesh(TOPIC)).hasSize(6);
    assertThat(bench.router.mesh(TOPIC)).containsAll(bench.counts().keySet());
    assertThat(bench.counts()).hasSizeBetween(5, 6).doesNotContainKey(all.get(0).peerId());
  }

  @Test
  void received_ofATopicThatIsNotSubscribed_isNeitherDeliveredNorForwarded() {
    List<PrivateKey> all = bench.subscribers(3);

    bench.passes(all.get(0), all.get(1), 7, 10);

    assertThat(bench.deliveries).isEmpty();
    assertThat(bench.sends).isEmpty();
    assertThat(bench.faults).isEmpty();
    assertThat(bench.router.messageMemory()).isZero();
  }

  @Test
  void received_ownMessageThatComesBack_isIgnored() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.router.publish(TOPIC, new byte[10], bench.now);
    bench.drain();
    bench.clear();

    bench.passes(peer, bench.key, FIRST, 10);
    bench.passes(peer, bench.key, 5, 10);

    assertThat(bench.deliveries).isEmpty();
    assertThat(bench.sends).isEmpty();
    assertThat(bench.faults).isEmpty();
  }

  @Test
  void received_replayed_isDeliveredAgainOnlyAfterItIsForgotten() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();

    bench.passes(peer, Rpcs.key(99), 7, 10);
    bench.pass(119_000);
    bench.passes(peer, Rpcs.key(99), 7, 10);
    assertThat(bench.deliveries).hasSize(1);
    bench.pass(3_000);
    bench.passes(peer, Rpcs.key(99), 7, 10);

    assertThat(bench.deliveries).hasSize(2);
    assertThat(bench.faults).isEmpty();
  }

  @Test
  void publish_toTheMeshWithoutSubscription_keepsAFewPeersForAWhile() {
    Bench meshOnly = new Bench(toMesh(), GossipLimits.defaults());
    meshOnly.subscribers(20);

    assertThat(meshOnly.router.publish(TOPIC, new byte[10], meshOnly.now)).isEqualTo(6);
    meshOnly.router.publish(TOPIC, new byte[10], meshOnly.now);
    meshOnly.drain();
    assertThat(meshOnly.counts())
        .hasSize(6)
        .allSatisfy((peer, count) -> assertThat(count).isEqualTo(2));
    Map<?, Integer> first = meshOnly.counts();
    meshOnly.clear();
    meshOnly.router.subscribe(TOPIC, meshOnly.now);
    meshOnly.drain();

    assertThat(meshOnly.router.mesh(TOPIC)).as("they are asked first").hasSize(6);
    assertThat(meshOnly.router.mesh(TOPIC).equals(first.keySet())).isTrue();
  }

  @Test
  void publish_toTheMeshLongAfter_choosesOtherPeers() {
    Bench meshOnly = new Bench(toMesh(), GossipLimits.defaults());
    meshOnly.subscribers(40);
    meshOnly.router.publish(TOPIC, new byte[10], meshOnly.now);
    Topic topic = meshOnly.router.state().topics().find(TOPIC);
    assertThat(topic).isNotNull();

    meshOnly.pass(59_000);
    assertThat(topic.fanout()).hasSize(6);
    meshOnly.pass(3_000);

    assertThat(topic.fanout()).isEmpty();
  }

  @Test
  void disconnected_peer_isForgottenEverywhere() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.clear();

    bench.router.disconnected(peer.peerId());
    bench.router.disconnected(peer.peerId());
    bench.router.publish(TOPIC, new byte[10], bench.now);
    bench.pass(2_000);

    assertThat(bench.router.subscribers(TOPIC)).isEmpty();
    assertThat(bench.router.mesh(TOPIC)).isEmpty();
    assertThat(bench.router.subscribers("unknown")).isEmpty();
    assertThat(bench.router.mesh("unknown")).isEmpty();
    assertThat(bench.sends).isEmpty();
    assertThat(bench.subscriptions).isEmpty();
  }

  private static GossipParameters toMesh() {
    return new GossipParameters(
        MeshDegrees.defaults(),
        6,
        0.25,
        Duration.ofSeconds(1),
        Duration.ofMillis(100),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        Duration.ofSeconds(120),
        5,
        3,
        Publishing.TO_MESH);
  }

  private List<Long> seqnos(PrivateKey peer) {
    return bench.to(peer).stream()
        .flatMap(rpc -> rpc.messages().stream())
        .map(message -> ByteBuffer.wrap(message.seqno()).getLong())
        .toList();
  }
}
