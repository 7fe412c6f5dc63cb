package io.debros.store.libp2p.gossipsub;

import static io.debros.store.libp2p.gossipsub.Bench.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.gossipsub.GossipAction.Misbehaved;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.peer.ProtobufReader;
import io.debros.store.libp2p.peer.ProtobufWriter;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Peers that break the rules: nothing forged is delivered, and what is remembered is bounded. */
class HostileGossipTest {
  private static final PrivateKey AUTHOR = Rpcs.key(1000);
  private static final PrivateKey OTHER = Rpcs.key(1001);
  private final Bench bench = new Bench();

  @Test
  void message_withAnythingChanged_isABreachAndNotDelivered() {
    assertRefused(parts -> with(parts, MessageParts.DATA, new byte[] {9}), "wrong signature");
    assertRefused(parts -> with(parts, MessageParts.SEQNO, new byte[8]), "wrong signature");
    assertRefused(parts -> with(parts, MessageParts.SIGNATURE, new byte[64]), "wrong signature");
    assertRefused(
        parts -> with(parts, MessageParts.FROM, OTHER.peerId().bytes()), "key of another");
    assertRefused(
        parts -> with(parts, MessageParts.KEY, OTHER.publicKey().bytes()), "key of another");
    assertRefused(parts -> with(parts, MessageParts.KEY, new byte[] {1}), "");
    assertRefused(parts -> with(parts, MessageParts.FROM, new byte[] {1}), "");
    assertRefused(parts -> with(parts, MessageParts.SEQNO, new byte[7]), "8 bytes");
    assertRefused(parts -> with(parts, MessageParts.FROM, null), "lacks");
    assertRefused(parts -> with(parts, MessageParts.DATA, null), "lacks");
    assertRefused(parts -> with(parts, MessageParts.SEQNO, null), "lacks");
    assertRefused(parts -> with(parts, MessageParts.TOPIC, null), "lacks");
    assertRefused(parts -> with(parts, MessageParts.SIGNATURE, null), "lacks");
  }

  @Test
  void message_withoutKeyOrWithUnknownFields_isDeliveredAndGoesOnInItsOnlyForm() {
    List<PrivateKey> peers = bench.subscribers(2);
    bench.subscribe();
    bench.clear();
    MessageParts parts = parts(1);

    byte[] withoutKey = encoded(with(parts, MessageParts.KEY, null));
    bench.says(peers.get(0), new ProtobufWriter().bytes(2, withoutKey).toBytes());
    byte[] odd = new ProtobufWriter().text(77, "more").toBytes();
    byte[] withMore = MessageId.joined(odd, encoded(parts(2)));
    bench.says(peers.get(0), new ProtobufWriter().bytes(2, withMore).toBytes());

    assertThat(bench.deliveries).hasSize(2);
    assertThat(bench.sends.get(0).rpc()).isEqualTo(RpcWriter.message(withoutKey));
    assertThat(bench.sends.get(1).rpc()).isEqualTo(RpcWriter.message(encoded(parts(2))));
  }

  @Test
  void received_countsSignaturesThatWereChecked() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    byte[] right = RpcWriter.message(encoded(parts(1)));
    byte[] wrong = RpcWriter.message(encoded(with(parts(2), MessageParts.DATA, new byte[] {9})));

    assertThat(bench.router.received(peer.peerId(), right, bench.now)).isEqualTo(1);
    assertThat(bench.router.received(peer.peerId(), right, bench.now)).as("known").isZero();
    assertThat(bench.router.received(peer.peerId(), wrong, bench.now)).isEqualTo(1);
  }

  @Test
  void message_forged_doesNotKeepTheTrueOneAway() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();

    bench.says(peer, RpcWriter.message(encoded(with(parts(1), MessageParts.DATA, new byte[] {9}))));
    bench.passes(peer, AUTHOR, 1, 10);

    assertThat(bench.faults).hasSize(1);
    assertThat(bench.deliveries).hasSize(1);
    assertThat(bench.deliveries.get(0).data()).hasSize(10);
  }

  @Test
  void rpc_withABadMessage_isNotReadFurther() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    ProtobufWriter rpc = new ProtobufWriter();
    for (int i = 0; i < 1_000; i++) {
      rpc.bytes(2, encoded(with(parts(i), MessageParts.SIGNATURE, new byte[64])));
    }
    rpc.bytes(2, encoded(parts(5_000)));

    bench.says(peer, rpc.toBytes());

    assertThat(bench.faults).hasSize(1);
    assertThat(bench.deliveries).isEmpty();
    assertThat(bench.router.score(peer.peerId())).isEqualTo(-20);
  }

  @Test
  void rpc_garbageOrTooLong_isRefusedAndNothingChanges() {
    PrivateKey peer = bench.subscriber();

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> bench.says(peer, new byte[] {1, 2, 3}))
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.MALFORMED));
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> bench.says(peer, new byte[(4 << 20) + 1]))
        .withMessageContaining(peer.peerId().toString())
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.LIMIT));
    assertThat(bench.router.subscribers(TOPIC)).containsExactly(peer.peerId());
  }

  @Test
  void rpc_mutated_deliversNothingButTheMessageItself() {
    byte[] valid = RpcWriter.message(encoded(parts(1)));
    Property.check(
        300,
        random -> {
          Bench fresh = new Bench();
          PrivateKey peer = fresh.subscriber();
          fresh.subscribe();
          try {
            fresh.says(peer, Mutations.of(valid, random));
          } catch (BadPeerException refused) {
            assertThat(refused.fault().isBreach()).isTrue();
          }
          assertThat(fresh.deliveries)
              .allSatisfy(
                  delivered -> {
                    assertThat(delivered.data()).isEqualTo(new byte[10]);
                    assertThat(delivered.author()).isEqualTo(AUTHOR.peerId());
                  });
        });
  }

  @Test
  void peer_thatIsNotListenedTo_maySubscribeOnly() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    for (int i = 0; i < 3; i++) {
      bench.says(peer, RpcWriter.message(encoded(with(parts(i), MessageParts.DATA, new byte[1]))));
    }
    bench.pass(1_000);
    bench.clear();

    bench.passes(peer, AUTHOR, 9, 10);
    bench.says(
        peer,
        rpc -> {
          rpc.subscription("more", true);
          rpc.graft(TOPIC);
          rpc.offer(TOPIC, List.of(Rpcs.id(AUTHOR, 10, IdForm.GO)));
        });
    assertThat(bench.router.publish(TOPIC, new byte[1], bench.now)).isZero();

    assertThat(bench.deliveries).isEmpty();
    assertThat(bench.sends).isEmpty();
    assertThat(bench.router.subscribers("more")).containsExactly(peer.peerId());
    bench.router.disconnected(peer.peerId());
    assertThat(bench.router.score(peer.peerId())).as("coming back does not help").isNegative();
    bench.pass(300_000);
    assertThat(bench.router.score(peer.peerId())).isZero();
    assertThat(bench.router.state().scores().size()).isZero();
  }

  @Test
  void subscriptions_flood_isBoundedPerPeer() {
    PrivateKey peer = bench.peer("/meshsub/1.2.0", false);

    for (int round = 0; round < 3; round++) {
      int first = round * 4_000;
      bench.says(
          peer,
          rpc -> {
            for (int i = 0; i < 4_000; i++) {
              rpc.subscription("topic " + (first + i), true);
            }
          });
    }

    assertThat(bench.router.state().topics().size()).isEqualTo(5_000);
    assertThat(bench.subscriptions).hasSize(5_000);
    assertThat(bench.faults).hasSize(2).noneMatch(Misbehaved::isBreach);
    bench.router.disconnected(peer.peerId());
    assertThat(bench.router.state().topics().size()).isZero();
  }

  @Test
  void subscriptions_toLongNames_areBoundedInBytes() {
    PrivateKey peer = bench.peer("/meshsub/1.2.0", false);

    for (int i = 0; i < 20; i++) {
      String name = i + "x".repeat(100_000);
      bench.says(peer, rpc -> rpc.subscription(name, true));
    }

    assertThat(bench.router.state().topics().size()).isEqualTo(10);
    assertThat(bench.faults).hasSize(10);
    bench.says(peer, rpc -> rpc.subscription("0" + "x".repeat(100_000), false));
    bench.says(peer, rpc -> rpc.subscription("short", true));
    assertThat(bench.router.subscribers("short")).hasSize(1);
  }

  @Test
  void subscriptions_toLongNamesByManyPeers_areBoundedInBytesAltogether() {
    for (int i = 0; i < 40; i++) {
      String name = i + "x".repeat(1_000_000);
      PrivateKey peer = bench.peer("/meshsub/1.2.0", false);
      bench.says(peer, rpc -> rpc.subscription(name, true));
    }
    PrivateKey honest = bench.subscriber();
    bench.subscribe();

    assertThat(bench.router.state().topics().size()).isBetween(30, 34);
    bench.says(honest, rpc -> rpc.subscription(TOPIC, true));
    assertThat(bench.router.subscribers(TOPIC)).containsExactly(honest.peerId());
  }

  @Test
  void subscriptions_ofManyPeers_areBoundedAltogetherButNotForOwnTopics() {
    Bench small = new Bench(GossipParameters.defaults(), limits());
    small.subscribe();

    for (int i = 0; i < 5; i++) {
      String name = "topic " + i;
      PrivateKey peer = small.subscriber();
      small.says(peer, rpc -> rpc.subscription(name, true));
    }

    assertThat(small.router.state().topics().size()).isEqualTo(1 + limits().topics());
    assertThat(small.router.subscribers(TOPIC)).hasSize(5);
    assertThat(small.faults).isEmpty();
  }

  @Test
  void grafts_flood_isAnsweredThenIgnored() {
    List<PrivateKey> peers = bench.subscribers(1);
    bench.subscribe();
    PrivateKey peer = peers.get(0);
    bench.says(peer, rpc -> rpc.prune(TOPIC, 60));
    bench.clear();

    for (int i = 0; i < 10_000; i++) {
      String other = "other " + i;
      bench.says(
          peer,
          rpc -> {
            rpc.graft(TOPIC);
            rpc.graft(TOPIC);
            rpc.graft(other);
          });
    }

    assertThat(bench.prunes(peer)).hasSize(3);
    assertThat(bench.router.state().backoffs().size()).isOne();
    assertThat(bench.router.state().topics().size()).isOne();
  }

  @Test
  void prunes_flood_isBounded() {
    Bench small = new Bench(GossipParameters.defaults(), limits());
    small.subscribe();
    small.router.subscribe("second", small.now);

    for (int i = 0; i < 50; i++) {
      PrivateKey peer = small.peer("/meshsub/1.2.0", false);
      small.says(
          peer,
          rpc -> {
            rpc.prune(TOPIC, 1_000);
            rpc.prune("second", 1_000);
            rpc.prune("unknown", 1_000);
          });
      small.router.disconnected(peer.peerId());
    }

    assertThat(small.router.state().backoffs().size()).isEqualTo(limits().backoffs());
    assertThat(small.router.state().peers()).isEmpty();
  }

  @Test
  void offersAndRefusals_flood_areBounded() {
    PrivateKey peer = bench.subscriber();
    bench.subscribe();
    GossipPeer state = bench.router.state().peers().get(peer.peerId());

    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 30; i++) {
        List<byte[]> ids = someIds(500, (round * 30 + i) * 500);
        bench.says(
            peer,
            rpc -> {
              rpc.offer(TOPIC, ids);
              rpc.refuse(ids);
              rpc.want(ids);
            });
      }
      bench.pass(1_000);
      assertThat(state).isNotNull();
      assertThat(state.unwantedCount()).isLessThanOrEqualTo(2_000);
      assertThat(bench.router.messageMemory()).isLessThanOrEqualTo(40);
      assertThat(bench.wants(peer)).hasSizeLessThanOrEqualTo(5_000 * (round + 1));
    }

    assertThat(bench.faults).isNotEmpty().noneMatch(Misbehaved::isBreach);
  }

  @Test
  void validMessages_flood_isBoundedInWhatIsRemembered() {
    Bench small = new Bench(GossipParameters.defaults(), limits());
    PrivateKey peer = small.subscriber();
    small.subscribe();

    for (int i = 0; i < 200; i++) {
      small.passes(peer, AUTHOR, i, 1_000);
    }

    assertThat(small.deliveries).hasSize(200);
    assertThat(small.router.messageMemory()).isEqualTo(limits().seenMessages());
    assertThat(small.router.cachedBytes()).isPositive().isLessThanOrEqualTo(limits().cachedBytes());
  }

  private static GossipLimits limits() {
    return new GossipLimits(
        4 << 20, 1 << 20, 100, 10_000, 3, 50, 20_000, 10, 100, 1 << 20, 3, 10, 20, 10);
  }

  private void assertRefused(UnaryOperator<MessageParts> change, String text) {
    Bench fresh = new Bench();
    PrivateKey peer = fresh.subscriber();
    PrivateKey next = fresh.subscriber();
    fresh.subscribe();
    fresh.clear();

    fresh.says(peer, RpcWriter.message(encoded(change.apply(parts(1)))));

    assertThat(fresh.deliveries).isEmpty();
    assertThat(fresh.messages(next)).isZero();
    assertThat(fresh.faults).hasSize(1);
    assertThat(fresh.faults.get(0).peer()).isEqualTo(peer.peerId());
    assertThat(fresh.faults.get(0).isBreach()).isTrue();
    assertThat(fresh.faults.get(0).problem().sentence()).contains(text);
    assertThat(fresh.router.score(peer.peerId())).isNegative();
    assertThat(fresh.router.messageMemory()).isZero();
  }

  private static MessageParts parts(long seqno) {
    byte[] message = SignedMessage.sign(AUTHOR, TOPIC, new byte[10], seqno).bytes();
    return MessageParts.read(ProtobufReader.of("Message", message));
  }

  private static MessageParts with(MessageParts parts, int field, byte[] value) {
    return new MessageParts(
        field == MessageParts.FROM ? value : parts.from(),
        field == MessageParts.DATA ? value : parts.data(),
        field == MessageParts.SEQNO ? value : parts.seqno(),
        field == MessageParts.TOPIC ? null : parts.topic(),
        field == MessageParts.SIGNATURE ? value : parts.signature(),
        field == MessageParts.KEY ? value : parts.key());
  }

  private static byte[] encoded(MessageParts parts) {
    ProtobufWriter out = new ProtobufWriter();
    add(out, MessageParts.FROM, parts.from());
    add(out, MessageParts.DATA, parts.data());
    add(out, MessageParts.SEQNO, parts.seqno());
    if (parts.topic() != null) {
      out.text(MessageParts.TOPIC, parts.topic());
    }
    add(out, MessageParts.SIGNATURE, parts.signature());
    add(out, MessageParts.KEY, parts.key());
    return out.toBytes();
  }

  private static void add(ProtobufWriter out, int field, byte[] value) {
    if (value != null) {
      out.bytes(field, value);
    }
  }

  private static List<byte[]> someIds(int count, int first) {
    List<byte[]> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = first + i;
      ids.add(new byte[] {1, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    }
    return ids;
  }
}
