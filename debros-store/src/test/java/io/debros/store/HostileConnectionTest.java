package io.debros.store;

import static io.debros.store.Neighbours.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.bitswap.Bitswap;
import io.debros.store.libp2p.host.Refusal;
import io.debros.store.libp2p.multistream.Negotiation;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PrivateKey;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that break the rules of connections and streams of a node that serves a good peer. */
class HostileConnectionTest {
  private static final int DATA = 0;
  private static final int WINDOW_UPDATE = 1;
  private static final int SYN = 1;

  private final Siege siege = new Siege();

  @AfterEach
  void end() {
    siege.close();
  }

  @Test
  void handshakes_halfOpen_areDroppedInTime() throws IOException {
    Multiaddr address = siege.node().network().addresses().get(0);
    List<Socket> sockets = new ArrayList<>();
    byte[] half = Negotiation.propose(List.of("/noise")).takeOutput();
    for (int count = 0; count < 30; count++) {
      Socket socket = HostilePeer.socket(address);
      sockets.add(socket);
      socket.getOutputStream().write(half, 0, count % half.length);
    }

    siege.during(() -> await("all are dropped", () -> dropped() == 30));

    siege.requireWelcome(siege.attacker());
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void noise_frameThatDoesNotDecrypt_endsTheConnection() {
    HostilePeer attacker = siege.attacker();

    siege.during(
        () ->
            attacker.sayPastNoise(
                new byte[] {
                  0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
                }));

    await("it is thrown out", attacker::isOver);
    await("it is gone", () -> !siege.node().network().peers().contains(attacker.id()));
  }

  @Test
  void streams_flooded_throwThePeerOut() {
    HostilePeer attacker = siege.attacker();
    ByteBuffer flood = ByteBuffer.allocate(12 * 20_000);
    for (int stream = 100_001; flood.hasRemaining(); stream += 2) {
      flood.put(HostilePeer.header(WINDOW_UPDATE, SYN, stream, 0));
    }

    siege.during(() -> attacker.sayPastYamux(flood.flip()));

    siege.awaitThrownOut(attacker, "Peer opens streams too fast");
  }

  @Test
  void streams_manyOfOneProtocol_areResetBeyondTheLimit() {
    HostilePeer attacker = siege.attacker();
    List<HostilePeer.Stream> streams = new ArrayList<>();

    siege.during(
        () -> {
          for (int count = 0; count < 600; count++) {
            streams.add(attacker.open(Bitswap.PROTOCOL));
          }
          await("some are refused", () -> siege.refused(Refusal.STREAMS_OF_PROTOCOL) >= 100);
        });

    assertThat(siege.refused(Refusal.STREAMS_OF_PROTOCOL)).isEqualTo(100);
    siege.requireWelcome(attacker);
  }

  @Test
  void window_overrun_throwsThePeerOut() {
    HostilePeer attacker = siege.attacker();
    ByteBuffer overrun = ByteBuffer.allocate(24);
    overrun.put(HostilePeer.header(WINDOW_UPDATE, SYN, 100_001, 0));
    overrun.put(HostilePeer.header(DATA, 0, 100_001, 64 << 20));

    siege.during(() -> attacker.sayPastYamux(overrun.flip()));

    siege.awaitThrownOut(attacker, "Peer sends more than the window of a stream allows");
  }

  @Test
  void message_lengthThatNoMessageHas_throwsThePeerOut() {
    HostilePeer attacker = siege.attacker();
    byte[] fourGigabytes = {-1, -1, -1, -1, 15};

    siege.during(() -> attacker.open(Bitswap.PROTOCOL).say(fourGigabytes));

    siege.awaitThrownOut(attacker, "Message is too long");
  }

  @Test
  void messages_begunOnManyStreamsAndNeverEnded_areNotHeldBeyondTheLimitOfAPeer() {
    HostilePeer attacker = siege.attacker();
    byte[] begun = new byte[1 << 20];
    begun[0] = begun[1] = begun[2] = -1;
    begun[3] = 1;

    siege.during(
        () -> {
          for (int count = 0; count < 60; count++) {
            attacker.open(count % 2 == 0 ? Bitswap.PROTOCOL : HostilePeer.PUBSUB).say(begun);
          }
          await("some are reset", () -> siege.refused(Refusal.UNREAD) >= 20);
        });

    siege.requireOnlyGoodEntries();
  }

  @Test
  void breaches_ofOnePeerAgainAndAgain_refuseItForAWhile() {
    PrivateKey key = HostilePeer.newKey();

    siege.during(
        () -> {
          for (int breach = 0; breach < 3; breach++) {
            HostilePeer attacker = siege.attacker(key);
            attacker.open(HostilePeer.PUBSUB).say(new byte[] {-1, -1, -1, -1, 15});
            await("it is thrown out", attacker::isOver);
          }
        });

    HostilePeer refused = siege.attacker(key);
    await("it is refused", refused::isOver);
    assertThat(siege.refused(Refusal.MISBEHAVED)).isPositive();
    siege.requireWelcome(siege.attacker());
  }

  @Test
  void slips_ofAnHonestPeer_doNotEndTheConnection() {
    HostilePeer slipping = siege.attacker();

    siege.during(
        () -> {
          slipping.open("/never/heard/of/1.0.0").end();
          slipping.open(Bitswap.PROTOCOL).end();
          slipping.open("/orbitdb/heads" + siege.topic()).say(new byte[] {(byte) 0xa3, 1});
          slipping.tell(Bitswap.PROTOCOL, HostileWords.give(List.of(new byte[] {1})));
          slipping.tell(HostilePeer.PUBSUB, HostileWords.subscribe("another topic"));
        });

    siege.requireWelcome(slipping);
    siege.requireOnlyGoodEntries();
  }

  private long dropped() {
    return siege.refused(Refusal.UPGRADE_TIME) + siege.refused(Refusal.UPGRADE_FAILED);
  }
}
