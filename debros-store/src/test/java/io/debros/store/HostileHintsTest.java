package io.debros.store;

import static io.debros.store.Neighbours.await;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.bitswap.Bitswap;
import io.debros.store.bitswap.BitswapMessage;
import io.debros.store.bitswap.BitswapMessage.Kind;
import io.debros.store.bitswap.BitswapMessage.Want;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborLink;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.testing.History;
import io.debros.store.testing.TestLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A peer that lies when it is asked what is older, to a node that serves a good peer. */
class HostileHintsTest {
  private static final String OLDER = "/debros/older/1.0.0";

  private final Siege siege = new Siege();
  private final HostilePeer attacker = siege.attacker();
  private final HostilePeer.Stream pubsub = attacker.open(HostilePeer.PUBSUB);
  private final Map<Cid, byte[]> blocks = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger given = new AtomicInteger();

  @AfterEach
  void end() {
    siege.close();
  }

  @Test
  void hints_garbage_throwThePeerOut() {
    attack(() -> new byte[] {(byte) 0xff, 0, 1});

    siege.awaitThrownOut(attacker, "Message about older entries is not dag-cbor");
    siege.requireOnlyGoodEntries();
  }

  @Test
  void hints_moreThanWereAskedFor_throwThePeerOut() {
    byte[] most = answer(HostileWords.nothings(100, 4096));

    attack(() -> most);

    siege.awaitThrownOut(attacker, "Answer with older entries is none, or too long");
    siege.requireOnlyGoodEntries();
  }

  @Test
  void hints_hashesOfNothing_holdUpNobody() {
    attack(() -> answer(HostileWords.nothings(1024 * questions.get(), 1024)));

    siege.requireWelcome(attacker);
    siege.requireOnlyGoodEntries();
  }

  @Test
  void hints_entriesOfAnotherDatabase_areInNoLog() {
    TestLog other =
        TestLog.open("/orbitdb/other", new MemoryKeyStore(), "mallory", TestLog.ANYONE, 0);
    Map<Cid, byte[]> others =
        IntStream.range(0, 300)
            .mapToObj(number -> other.append(History.put("key", number)))
            .collect(toMap(Entry::hash, Entry::bytes));
    blocks.putAll(others);
    byte[] hints = answer(List.copyOf(others.keySet()));

    attack(() -> hints);
    await("the hints are followed", () -> given.get() > 100);

    siege.requireWelcome(attacker);
    siege.requireOnlyGoodEntries();
    assertThat(siege.database().log().has(others.keySet().iterator().next())).isFalse();
  }

  @Test
  void hints_never_holdUpNobody() {
    attack(() -> null);

    siege.requireWelcome(attacker);
    siege.requireOnlyGoodEntries();
  }

  /** Names a history that goes on and on, and is asked how. */
  private void attack(Answer answer) {
    serve();
    attacker.onQuestion(
        OLDER,
        question -> {
          questions.incrementAndGet();
          return answer.make();
        });
    List<Entry> history = new ArrayList<>();
    Cid before = HostileWords.nothings(0, 1).get(0);
    for (int time = 1; time <= 40; time++) {
      Entry entry = siege.entry(time, List.of(before));
      blocks.put(entry.hash(), entry.bytes());
      history.add(entry);
      before = entry.hash();
    }
    byte[] head = history.get(history.size() - 1).bytes();

    siege.during(
        () -> {
          byte[] named = HostileWords.publish(attacker.key(), siege.topic(), head, 1);
          pubsub.say(FrameReader.frame(named));
          await("it is asked", () -> questions.get() > 0);
        });
  }

  /** Gives what it has to who wants it. */
  private void serve() {
    blocks.put(siege.mallory().identity().hash(), siege.mallory().identity().block().bytes());
    attacker.onMessage(
        Bitswap.PROTOCOL,
        (peer, message) -> {
          List<byte[]> wanted =
              BitswapMessage.decode(message).wants().stream()
                  .filter(want -> want.kind() == Kind.BLOCK)
                  .map(Want::cid)
                  .map(blocks::get)
                  .filter(Objects::nonNull)
                  .toList();
          if (!wanted.isEmpty()) {
            given.addAndGet(wanted.size());
            peer.tell(Bitswap.PROTOCOL, HostileWords.give(wanted));
          }
        });
  }

  private static byte[] answer(List<Cid> hashes) {
    return DagCbor.encode(
        new CborList(hashes.stream().map(hash -> (CborValue) new CborLink(hash)).toList()));
  }

  /** What it says. */
  private interface Answer {
    byte @Nullable [] make();
  }
}
