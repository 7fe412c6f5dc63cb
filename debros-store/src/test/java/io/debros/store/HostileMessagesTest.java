package io.debros.store;

import static io.debros.store.Neighbours.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.bitswap.Bitswap;
import io.debros.store.bitswap.BitswapMessage;
import io.debros.store.bitswap.BitswapMessage.Kind;
import io.debros.store.bitswap.BitswapMessage.Want;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.replication.status.DatabaseStatus;
import io.debros.store.testing.EntryFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that speak properly and say what they should not, to a node that serves a good peer. */
class HostileMessagesTest {
  private static final String NAMED_REFUSED = "Peer named an entry that is refused";

  private final Siege siege = new Siege();
  private final HostilePeer attacker = siege.attacker();
  private final HostilePeer.Stream pubsub = attacker.open(HostilePeer.PUBSUB);

  @AfterEach
  void end() {
    siege.close();
  }

  @Test
  void blocks_askedForAgainAndAgainAndNeverRead_areNotPiledUp() {
    for (int number = 0; number < 20; number++) {
      CborMap.Builder document = CborMap.builder().put("_id", "big " + number);
      siege.database().put(document.put("text", "x".repeat(100_000)).build());
    }
    List<Cid> all = siege.database().log().values().stream().map(Entry::hash).toList();
    attacker.tell(HostilePeer.PUBSUB, HostileWords.subscribe(siege.topic()));
    attacker.tell(Bitswap.PROTOCOL, HostileWords.want(all, Kind.BLOCK, true));
    long before = siege.node().network().statistics().bytes().out();

    siege.during(
        () -> {
          attacker.stopReading();
          for (int stream = 2; stream < 100; stream += 2) { // no window is in the way
            attacker.grant(stream);
          }
          for (int round = 0; round < 100; round++) {
            attacker.tell(Bitswap.PROTOCOL, HostileWords.wantAgain(all));
          }
          siege.awaitStreams(101);
        });

    long sent = siege.node().network().statistics().bytes().out() - before;
    assertThat(sent).as("of some 200 MB that it asked for").isBetween(1L << 20, 40L << 20);
  }

  @Test
  void heads_endlessAndOfManyAuthors_leaveRoomForTheGoodPeer() {
    PrivateKey[] authors = new PrivateKey[11];
    for (int author = 0; author < authors.length; author++) {
      authors[author] = HostilePeer.newKey();
    }
    List<Cid> nowhere = HostileWords.nothings(0, 11_000);

    siege.during(
        () -> {
          for (int number = 0; number < 11_000; number++) {
            byte[] head = siege.entry(number + 1, List.of(nowhere.get(number))).bytes();
            PrivateKey author = authors[number % authors.length];
            pubsub.say(
                FrameReader.frame(HostileWords.publish(author, siege.topic(), head, number + 1)));
          }
        });

    siege.requireOnlyGoodEntries();
  }

  @Test
  void heads_streamWithoutEnd_isEnded() {
    HostilePeer.Stream heads = attacker.open("/orbitdb/heads" + siege.topic());

    siege.during(
        () -> {
          for (int number = 0; !heads.isReset() && number < 100; number++) {
            heads.say(new byte[1_000]); // a thousand items, each of which is a zero
          }
          await("it is reset", heads::isReset);
        });

    siege.requireOnlyGoodEntries();
  }

  @Test
  void heads_exchangesBegunAndNeverEnded_makeRoomForOthers() {
    List<HostilePeer.Stream> begun = new ArrayList<>();

    siege.during(
        () -> {
          for (int number = 0; number < 100; number++) {
            begun.add(attacker.open("/orbitdb/heads" + siege.topic()));
          }
          await("few are left", () -> begun.stream().filter(each -> !each.isReset()).count() <= 4);
        });

    siege.requireWelcome(attacker);
    siege.requireOnlyGoodEntries();
  }

  @Test
  void pubsub_wrongSignature_throwsThePeerOut() {
    byte[] entry = siege.entry(1, List.of()).bytes();

    siege.during(
        () ->
            attacker.tell(
                HostilePeer.PUBSUB,
                HostileWords.publishUnsigned(attacker.key(), siege.topic(), entry, 1)));

    siege.awaitThrownOut(attacker, "Message has a wrong signature");
    siege.requireOnlyGoodEntries();
  }

  @Test
  void entry_wrongSignature_isInNoLogAndThrowsThePeerOut() {
    Entry forged = EntryFields.with(siege.entry(1, List.of()), "payload", new CborInt(7));
    serveIdentity();

    siege.during(() -> publish(forged.bytes(), 1));

    siege.awaitThrownOut(attacker, NAMED_REFUSED);
    siege.requireOnlyGoodEntries();
  }

  @Test
  void entry_identityOfAnother_isInNoLog() {
    Entry victim = siege.database().heads().get(0);
    Entry forged =
        EntryFields.with(
            siege.entry(victim.clock().time() + 1, List.of(victim.hash())),
            "identity",
            CborText.of(victim.identity()));

    siege.during(
        () -> {
          publish(forged.bytes(), 1);
          await("it is refused", () -> siege.misbehaviour(NAMED_REFUSED) > 0);
        });

    siege.requireOnlyGoodEntries();
  }

  @Test
  void entry_identityThatNobodySigned_isInNoLog() {
    Map<String, CborValue> fields =
        new HashMap<>(
            ((CborMap) DagCbor.decode(siege.mallory().identity().block().bytes())).entries());
    fields.put("id", new CborText(siege.node().identity().id()));
    byte[] identity = DagCbor.encode(CborMap.of(fields));
    Entry forged =
        EntryFields.with(
            siege.entry(1, List.of()), "identity", CborText.of(Cid.ofDagCbor(identity)));
    serve(Cid.ofDagCbor(identity), identity);

    siege.during(
        () -> {
          publish(forged.bytes(), 1);
          await("it is refused", () -> siege.misbehaviour(NAMED_REFUSED) > 0);
        });

    siege.requireOnlyGoodEntries();
  }

  @Test
  void pubsub_garbage_isInNoLogAndNotHeld() {
    siege.during(
        () -> {
          for (int number = 1; number <= 2_000; number++) {
            publish(new byte[] {(byte) 0xff, (byte) (number >> 8), (byte) number}, number);
          }
          await("it is refused", () -> siege.misbehaviour(NAMED_REFUSED) > 0);
        });

    await("nothing is left", () -> status().pull().headCount() == 0);
    siege.requireOnlyGoodEntries();
  }

  @Test
  void pubsub_seqnoReplayed_isTakenOnce() {
    Entry first = siege.entry(1, List.of());
    Entry second = siege.entry(2, List.of());
    Entry third = siege.entry(3, List.of());
    serveIdentity();

    siege.during(
        () -> {
          publish(first.bytes(), 1);
          await("the first joins", () -> siege.database().log().has(first.hash()));
          for (int count = 0; count < 1_000; count++) {
            publish(second.bytes(), 1);
          }
          publish(third.bytes(), 2);
          await("the third joins", () -> siege.database().log().has(third.hash()));
        });

    assertThat(siege.database().log().has(second.hash())).isFalse();
    siege.requireWelcome(attacker);
  }

  @Test
  void wants_flooded_areBounded() {
    siege.during(
        () -> {
          for (int round = 0; round < 50; round++) {
            List<Cid> nothings = HostileWords.nothings(round * 10_000, 10_000);
            attacker.tell(Bitswap.PROTOCOL, HostileWords.want(nothings, Kind.HAVE, round % 2 == 0));
          }
          siege.awaitStreams(50);
        });

    siege.requireOnlyGoodEntries();
  }

  @Test
  void blocks_thatNobodyAskedFor_throwThePeerOut() {
    siege.during(
        () -> {
          for (int number = 0; number < 300; number++) {
            attacker.tell(Bitswap.PROTOCOL, HostileWords.give(List.of(new byte[] {1, 2, 3})));
          }
        });

    siege.awaitThrownOut(attacker, "Peer sends blocks that nobody asked it for");
  }

  @Test
  void blocks_thatAreNotThoseAskedFor_areNotTaken() {
    AtomicInteger lies = new AtomicInteger();
    Entry base = siege.entry(1, List.of());
    Entry forged = EntryFields.with(base, "payload", new CborInt(7));
    attacker.onMessage(
        Bitswap.PROTOCOL,
        (peer, message) -> {
          for (Want want : BitswapMessage.decode(message).wants()) {
            boolean isBase = want.cid().equals(base.hash()) && want.kind() != Kind.CANCEL;
            if (isBase && lies.incrementAndGet() < 100) {
              peer.tell(Bitswap.PROTOCOL, HostileWords.give(List.of(forged.bytes())));
            }
          }
        });
    attacker.tell(HostilePeer.PUBSUB, HostileWords.subscribe(siege.topic()));

    siege.during(
        () -> {
          publish(siege.entry(2, List.of(base.hash())).bytes(), 1);
          await("it lies", () -> lies.get() > 0);
          siege.awaitStreams(lies.get());
        });

    assertThat(siege.database().log().has(forged.hash())).isFalse();
    siege.requireOnlyGoodEntries();
  }

  private void publish(byte[] entry, long seqno) {
    pubsub.say(
        FrameReader.frame(HostileWords.publish(attacker.key(), siege.topic(), entry, seqno)));
  }

  /** Gives the identity of mallory to who asks for it. */
  private void serveIdentity() {
    serve(siege.mallory().identity().hash(), siege.mallory().identity().block().bytes());
  }

  private void serve(Cid cid, byte[] block) {
    attacker.onMessage(
        Bitswap.PROTOCOL,
        (peer, message) -> {
          boolean isWanted =
              BitswapMessage.decode(message).wants().stream()
                  .anyMatch(want -> want.cid().equals(cid) && want.kind() != Kind.CANCEL);
          if (isWanted) {
            peer.tell(Bitswap.PROTOCOL, HostileWords.give(List.of(block)));
          }
        });
  }

  private DatabaseStatus status() {
    return siege.node().network().status(siege.database().address());
  }
}
