package io.debros.store.libp2p.gossipsub;

import static io.debros.store.libp2p.gossipsub.Bench.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.libp2p.gossipsub.GossipAction.PeersOffered;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PeerRecord;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.peer.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** GRAFT, PRUNE, back-offs and the degrees of a mesh. */
class MeshTest {
  private final Bench bench = new Bench();

  @Test
  void subscribe_asksSixOfManySubscribers() {
    List<PrivateKey> all = bench.subscribers(20);

    bench.subscribe();

    assertThat(bench.router.mesh(TOPIC)).hasSize(6);
    assertThat(all).filteredOn(bench::isGrafted).hasSize(6);
    assertThat(all).filteredOn(bench::isGrafted).allMatch(this::isInMesh);
  }

  @Test
  void subscribed_peerWhileThereAreFew_isAskedAtOnce() {
    bench.subscribe();

    List<PrivateKey> all = bench.subscribers(6);

    assertThat(all.subList(0, 4)).allMatch(bench::isGrafted);
    assertThat(all.subList(4, 6)).noneMatch(bench::isGrafted);
  }

  @Test
  void graft_ofATopicThatIsNotSubscribed_isIgnored() {
    PrivateKey peer = bench.subscriber();

    bench.says(peer, rpc -> rpc.graft(TOPIC));

    assertThat(bench.sends).isEmpty();
    assertThat(bench.router.score(peer.peerId())).isZero();
  }

  @Test
  void graft_ofAPeerThatDidNotSubscribe_countsAsSubscription() {
    bench.subscribe();
    PrivateKey peer = bench.peer("/meshsub/1.1.0", false);

    bench.says(peer, rpc -> rpc.graft(TOPIC));

    assertThat(bench.router.subscribers(TOPIC)).containsExactly(peer.peerId());
    assertThat(isInMesh(peer)).isTrue();
  }

  @Test
  void graft_untilTheMeshIsFull_isAcceptedSilentlyThenPruned() {
    bench.subscribe();
    List<PrivateKey> all = bench.subscribers(14);
    bench.clear();

    all.forEach(peer -> bench.says(peer, rpc -> rpc.graft(TOPIC)));

    assertThat(bench.router.mesh(TOPIC)).hasSize(12);
    assertThat(bench.counts().keySet()).containsExactly(all.get(12).peerId(), all.get(13).peerId());
    assertThat(bench.prunes(all.get(12))).containsExactly(60L);
  }

  @Test
  void graft_ofAnOutboundPeerIntoAFullMesh_isAccepted() {
    bench.subscribe();
    bench.subscribers(12).forEach(peer -> bench.says(peer, rpc -> rpc.graft(TOPIC)));
    PrivateKey outbound = bench.peer("/meshsub/1.2.0", true, TOPIC);

    bench.says(outbound, rpc -> rpc.graft(TOPIC));

    assertThat(isInMesh(outbound)).isTrue();
    assertThat(bench.prunes(outbound)).isEmpty();
  }

  @Test
  void trap9_pruned_isNotAskedBeforeTheBackoffAndAHeartbeatHavePassed() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.clear();

    bench.says(peer, rpc -> rpc.prune(TOPIC, 20));
    assertThat(bench.router.mesh(TOPIC)).isEmpty();
    bench.pass(20_900);
    assertThat(bench.isGrafted(peer)).isFalse();
    bench.pass(1_500);

    assertThat(bench.isGrafted(peer)).isTrue();
  }

  @Test
  void trap9_prunedWithoutATime_isNotAskedForAMinute() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.clear();

    bench.says(peer, rpc -> rpc.prune(TOPIC, 0));
    bench.pass(60_900);
    assertThat(bench.isGrafted(peer)).isFalse();
    bench.pass(1_500);

    assertThat(bench.isGrafted(peer)).isTrue();
  }

  @Test
  void pruned_forAgesOrUnreadably_isForAnHourAtMost() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();

    bench.says(peer, rpc -> rpc.prune(TOPIC, Long.MAX_VALUE));

    assertThat(bench.router.state().backoffs().left(TOPIC, peer.peerId(), bench.now))
        .isEqualTo(3_600_000);
  }

  @Test
  void trap9_unsubscribe_prunesForTenSecondsAndKeepsToThat() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.clear();

    bench.router.unsubscribe(TOPIC, bench.now);
    bench.subscribe();
    assertThat(bench.prunes(peer)).containsExactly(10L);
    assertThat(bench.isGrafted(peer)).isFalse();
    bench.pass(10_900);
    assertThat(bench.isGrafted(peer)).isFalse();
    bench.pass(1_200);

    assertThat(bench.isGrafted(peer)).isTrue();
  }

  @Test
  void trap9_prunedWhileLeaving_isNotAskedAfterComingBack() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.router.unsubscribe(TOPIC, bench.now);
    bench.says(peer, rpc -> rpc.prune(TOPIC, 60));
    bench.clear();

    bench.pass(15_000);
    bench.subscribe();
    bench.pass(40_000);
    assertThat(bench.isGrafted(peer)).isFalse();
    bench.pass(10_000);

    assertThat(bench.isGrafted(peer)).isTrue();
  }

  @Test
  void trap9_reconnectedDuringBackoff_isNotAsked() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.says(peer, rpc -> rpc.prune(TOPIC, 60));
    bench.clear();

    bench.router.disconnected(peer.peerId());
    bench.router.connected(peer.peerId(), "/meshsub/1.2.0", false, bench.now);
    bench.says(peer, rpc -> rpc.subscription(TOPIC, true));
    bench.pass(30_000);

    assertThat(bench.isGrafted(peer)).isFalse();
  }

  @Test
  void graft_duringBackoff_isPrunedAndPunishedWhenRepeated() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.says(peer, rpc -> rpc.prune(TOPIC, 60));
    bench.clear();

    bench.says(peer, rpc -> rpc.graft(TOPIC));
    assertThat(bench.prunes(peer)).containsExactly(60L);
    assertThat(bench.router.score(peer.peerId())).as("two faults are forgiven").isZero();
    bench.says(peer, rpc -> rpc.graft(TOPIC));
    assertThat(bench.router.score(peer.peerId())).isEqualTo(-40);
    bench.says(peer, rpc -> rpc.graft(TOPIC));

    assertThat(bench.router.score(peer.peerId())).isEqualTo(-160);
    assertThat(isInMesh(peer)).isFalse();
    assertThat(bench.faults).hasSize(1);
    assertThat(bench.faults.get(0).isBreach()).isFalse();
    assertThat(bench.faults.get(0).problem().sentence()).contains("too often");
  }

  @Test
  void graft_lateInTheBackoff_countsOnce() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.says(peer, rpc -> rpc.prune(TOPIC, 60));
    bench.pass(15_000);

    for (int i = 0; i < 3; i++) {
      bench.says(peer, rpc -> rpc.graft(TOPIC));
      bench.pass(11_000); // each GRAFT makes the back-off start again
    }

    assertThat(bench.router.score(peer.peerId())).isZero();
    assertThat(isInMesh(peer)).isFalse();
  }

  @Test
  void heartbeat_badPeer_isPrunedAndAnotherAsked() {
    bench.subscribe();
    List<PrivateKey> all = bench.subscribers(5);
    PrivateKey bad = all.get(0);
    bench.clear();

    bench.router.state().scores().invalid(bad.peerId());
    bench.pass(1_000);

    assertThat(bench.prunes(bad)).containsExactly(60L);
    assertThat(bench.isGrafted(all.get(4))).isTrue();
    assertThat(isInMesh(bad)).isFalse();
  }

  @Test
  void heartbeat_tooManyPeers_keepsTheBestAndTwoOutbound() {
    bench.subscribe();
    List<PrivateKey> inbound = bench.subscribers(12);
    inbound.forEach(peer -> bench.says(peer, rpc -> rpc.graft(TOPIC)));
    List<PrivateKey> outbound = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      outbound.add(bench.peer("/meshsub/1.2.0", true, TOPIC));
      bench.says(outbound.get(i), rpc -> rpc.graft(TOPIC));
    }
    assertThat(bench.router.mesh(TOPIC)).hasSize(15);
    bench.clear();

    bench.pass(1_000);

    assertThat(bench.router.mesh(TOPIC)).hasSize(6);
    assertThat(outbound).filteredOn(this::isInMesh).hasSizeGreaterThanOrEqualTo(2);
    assertThat(bench.counts()).hasSize(9);
  }

  @Test
  void heartbeat_noOutboundPeerInTheMesh_asksTwo() {
    bench.subscribe();
    bench.subscribers(6).forEach(peer -> bench.says(peer, rpc -> rpc.graft(TOPIC)));
    List<PrivateKey> outbound = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      outbound.add(bench.peer("/meshsub/1.2.0", true, TOPIC));
    }
    assertThat(outbound).noneMatch(this::isInMesh);

    bench.pass(1_000);

    assertThat(outbound).filteredOn(this::isInMesh).hasSize(2);
  }

  @Test
  void unsubscribed_peer_isNoLongerInTheMesh() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    bench.clear();

    bench.says(
        peer,
        rpc -> {
          rpc.subscription(TOPIC, false);
          rpc.prune(TOPIC, 10);
        });
    assertThat(bench.router.mesh(TOPIC)).isEmpty();
    bench.says(peer, rpc -> rpc.subscription(TOPIC, true));
    bench.pass(5_000);

    assertThat(bench.isGrafted(peer)).as("the back-off of leaving counts").isFalse();
  }

  @Test
  void prune_thatNamesOthers_offersThoseWithTheirOwnSignature() {
    PrivateKey peer = dialled();
    bench.subscribe();
    PrivateKey other = Rpcs.key(50);

    bench.says(peer, prune(List.of(offered(other, other), offered(Rpcs.key(51), null))));
    bench.says(peer, prune(List.of(offered(other, other))));

    assertThat(bench.offers)
        .as("only from a peer in the mesh")
        .containsExactly(new PeersOffered(peer.peerId(), TOPIC, List.of(recordOf(other.peerId()))));
    assertThat(bench.faults).isEmpty();
  }

  @Test
  void prune_withTheRecordOfAnother_isABreach() {
    PrivateKey peer = dialled();
    bench.subscribe();

    bench.says(peer, prune(List.of(offered(Rpcs.key(50), Rpcs.key(51)))));

    assertThat(bench.offers).isEmpty();
    assertThat(bench.faults).hasSize(1).allMatch(GossipAction.Misbehaved::isBreach);
  }

  @Test
  void prune_offeringThisNodeOrItself_offersNobody() {
    PrivateKey peer = dialled();
    bench.subscribe();

    bench.says(peer, prune(List.of(offered(bench.key, bench.key), offered(peer, peer))));

    assertThat(bench.offers).isEmpty();
    assertThat(bench.faults).isEmpty();
  }

  @Test
  void prune_ofAPeerThatCameByItself_offersNobody() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();

    bench.says(peer, prune(List.of(offered(Rpcs.key(50), Rpcs.key(50)))));

    assertThat(bench.router.mesh(TOPIC)).isEmpty();
    assertThat(bench.offers).isEmpty();
  }

  @Test
  void prune_meshIsLargeEnoughWithoutThePeer_offersNobody() {
    PrivateKey peer = dialled();
    bench.subscribers(4);
    bench.subscribe();

    bench.says(peer, prune(List.of(offered(Rpcs.key(50), Rpcs.key(50)))));

    assertThat(bench.router.mesh(TOPIC)).hasSize(4);
    assertThat(bench.offers).isEmpty();
  }

  @Test
  void degrees_thatDoNotFitTogether_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MeshDegrees(6, 7, 12, 4, 2))
        .withMessageContaining("low <= wanted");
    assertThatIllegalArgumentException().isThrownBy(() -> new MeshDegrees(6, 4, 12, 4, 4));
  }

  /** A subscriber to which this node connected. */
  private PrivateKey dialled() {
    return bench.peer("/meshsub/1.1.0", true, TOPIC);
  }

  private boolean isInMesh(PrivateKey peer) {
    Set<PeerId> mesh = bench.router.mesh(TOPIC);
    return mesh.contains(peer.peerId());
  }

  private static byte[] prune(List<ProtobufWriter> peers) {
    ProtobufWriter prune = new ProtobufWriter().text(1, TOPIC);
    peers.forEach(peer -> prune.message(2, peer));
    return new ProtobufWriter()
        .message(Rpc.CONTROL, new ProtobufWriter().message(Rpc.PRUNE, prune))
        .toBytes();
  }

  private static ProtobufWriter offered(PrivateKey peer, PrivateKey signer) {
    ProtobufWriter offered = new ProtobufWriter().bytes(1, peer.peerId().bytes());
    return signer == null ? offered : offered.bytes(2, recordOf(signer.peerId()).seal(signer));
  }

  private static PeerRecord recordOf(PeerId peer) {
    return new PeerRecord(peer, 1, List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/4001")));
  }
}
