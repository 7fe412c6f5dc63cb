package io.debros.store;

import static io.debros.store.Neighbours.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.bitswap.Bitswap;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.host.Identify;
import io.debros.store.libp2p.host.Refusal;
import io.debros.store.libp2p.peer.Multiaddr;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many peers that each keep their own limits, and together would fill a node. */
class HostileCrowdTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final long MOST = 8L * MEBIBYTE;
  private static final int CROWD = 30;

  private final Siege siege = new Siege(limits());

  @AfterEach
  void end() {
    siege.close();
  }

  @Test
  void messages_begunByManyPeers_areBoundedInAllAndTheGoodPeerIsServed() {
    AtomicLong most = new AtomicLong();
    byte[] begun = new byte[MEBIBYTE - 1];
    begun[0] = begun[1] = begun[2] = -1; // the length: a little below 4 MiB
    begun[3] = 1;

    siege.during(
        () -> {
          List<HostilePeer> crowd = new ArrayList<>();
          for (int number = 0; number < CROWD; number++) {
            crowd.add(siege.attacker());
          }
          for (HostilePeer attacker : crowd) {
            attacker.open(Bitswap.PROTOCOL).say(begun);
            most.accumulateAndGet(waiting(), Math::max);
          }
          await("most are thrown out", () -> siege.refused(Refusal.WAITING) >= CROWD / 2);
          await(
              "few are left",
              () -> crowd.stream().filter(HostilePeer::isOver).count() >= CROWD / 2);
          most.accumulateAndGet(waiting(), Math::max);
        });

    assertThat(most.get()).isBetween(MOST / 2, MOST + MEBIBYTE);
    siege.requireOnlyGoodEntries();
  }

  @Test
  void namesOfProtocols_ofManyPeers_areBoundedInAllAndTheGoodPeerIsServed() {
    List<byte[]> said = namesThatFillMessages();
    AtomicLong most = new AtomicLong();

    siege.during(
        () -> {
          List<HostilePeer> crowd = new ArrayList<>();
          for (int number = 0; number < CROWD; number++) {
            HostilePeer attacker = siege.attacker();
            crowd.add(attacker);
            HostilePeer.Stream push = attacker.open(Identify.PUSH_PROTOCOL);
            said.forEach(message -> push.say(FrameReader.frame(message)));
            push.end();
            most.accumulateAndGet(waiting(), Math::max);
          }
          await("most are thrown out", () -> siege.refused(Refusal.WAITING) >= CROWD / 2);
          await(
              "few are left",
              () -> crowd.stream().filter(HostilePeer::isOver).count() >= CROWD / 2);
          most.accumulateAndGet(waiting(), Math::max);
        });

    assertThat(most.get()).isBetween(MOST / 2, MOST + 2 * MEBIBYTE);
    siege.requireOnlyGoodEntries();
  }

  /** What one peer may say of itself on one stream. */
  private static List<byte[]> namesThatFillMessages() {
    List<byte[]> messages = new ArrayList<>();
    for (int message = 0; message < 10; message++) {
      List<String> names = new ArrayList<>();
      for (int number = 0; number < 180; number++) {
        names.add("/" + message + "/" + number + "/" + "x".repeat(330));
      }
      @Nullable Multiaddr unseen = null;
      messages.add(new Identify(null, List.of(), names, unseen, null, null, null).encode(null));
    }
    return messages;
  }

  private long waiting() {
    return siege.node().network().statistics().waiting();
  }

  private static NetworkLimits limits() {
    NetworkLimits usual = NetworkLimits.defaults();
    return new NetworkLimits(
        usual.connections(),
        usual.connectionsPerAddress(),
        usual.inboundPerSecond(),
        usual.streamsPerConnection(),
        usual.messageBytes(),
        usual.wants(),
        usual.bytesInFlight(),
        usual.subscriptionsPerPeer(),
        usual.bytesPerPeer(),
        MOST);
  }
}
