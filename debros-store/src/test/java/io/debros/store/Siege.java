package io.debros.store;

import static io.debros.store.Neighbours.OPEN;
import static io.debros.store.Neighbours.await;
import static io.debros.store.Neighbours.awaitSame;
import static io.debros.store.Neighbours.connect;
import static io.debros.store.Neighbours.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.libp2p.host.Refusal;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.oplog.Entry;
import io.debros.store.testing.TestLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A node that hostile peers attack while it replicates with a good one. One thread at a time. */
final class Siege implements AutoCloseable {
  private final Neighbours neighbours = new Neighbours();
  private final List<HostilePeer> attackers = new ArrayList<>();
  private final DebrosNode node;
  private final DebrosNode good = neighbours.start();
  private final DocumentDatabase here;
  private final DocumentDatabase there = good.openDocuments("posts", OPEN);
  private final TestLog mallory;
  private long streamsBefore;
  private int written;

  Siege() {
    this(NetworkLimits.defaults());
  }

  /** With other limits of the node that is attacked. */
  Siege(NetworkLimits limits) {
    NetworkSettings network = NetworkSettings.loopback().withLimits(limits);
    node = neighbours.start(NodeSettings.inMemory().withNetwork(network));
    here = node.openDocuments("posts", OPEN);
    mallory = TestLog.open(topic(), new MemoryKeyStore(), "mallory", TestLog.ANYONE, 0);
    connect(good, node);
    serve();
  }

  DebrosNode node() {
    return node;
  }

  /** The database that is attacked. */
  DocumentDatabase database() {
    return here;
  }

  String topic() {
    return here.address().toString();
  }

  /** A writer who may write, and does it in its own way. */
  TestLog mallory() {
    return mallory;
  }

  /** A peer that keeps the rules so far. */
  HostilePeer attacker() {
    return attacker(HostilePeer.newKey());
  }

  HostilePeer attacker(PrivateKey key) {
    HostilePeer attacker = HostilePeer.connect(node.network().addresses().get(0), key);
    attackers.add(attacker);
    streamsBefore = node.network().statistics().streams().in();
    return attacker;
  }

  /** An entry of mallory that is right in itself and builds on others, which may be nowhere. */
  Entry entry(long time, List<Cid> next) {
    Clock clock = new Clock(mallory.identity().publicKey(), time);
    return Entry.create(
        mallory.identities(),
        mallory.identity(),
        topic(),
        new CborInt(time),
        clock,
        next,
        List.of());
  }

  /** Runs an attack; the good peer and the node serve each other meanwhile and afterwards. */
  void during(Runnable attack) {
    CompletableFuture<Void> running =
        CompletableFuture.runAsync(attack, task -> new Thread(task, "attack").start());
    do {
      serve();
    } while (!running.isDone());
    running.join();
    serve();
  }

  /** What one writes arrives at the other, both ways. */
  void serve() {
    String number = String.valueOf(++written);
    there.put(document("good " + number, written));
    here.put(document("own " + number, written));
    await("the good peer's arrives", () -> here.get("good " + number) != null);
    await("ours arrives", () -> there.get("own " + number) != null);
  }

  /** The node has thrown a peer out for this reason. */
  void awaitThrownOut(HostilePeer attacker, String reason) {
    await(reason, () -> misbehaviour(reason) > 0);
    await("it is disconnected", () -> !node.network().peers().contains(attacker.id()));
    await("it sees so", attacker::isOver);
  }

  /** How often peers did something. */
  long misbehaviour(String sentence) {
    return node.network().statistics().misbehaviour().getOrDefault(sentence, 0L);
  }

  /** So many streams were taken since the last attacker came, those of the good peer included. */
  void awaitStreams(long count) {
    await(
        "attacks are taken",
        () -> node.network().statistics().streams().in() >= streamsBefore + count);
  }

  long refused(Refusal reason) {
    return node.network().statistics().refused().getOrDefault(reason.name(), 0L);
  }

  /** Both have the same, and nothing but what they wrote themselves. */
  void requireOnlyGoodEntries() {
    awaitSame(here, there);
    Set<Cid> writers = Set.of(node.identity().hash(), good.identity().hash());
    Collection<Entry> entries = here.log().values();
    assertThat(entries).allMatch(entry -> writers.contains(entry.identity()));
    assertThat(entries).hasSize(2 * written);
  }

  /** A peer that slips now and then stays welcome. */
  void requireWelcome(HostilePeer peer) {
    assertThat(node.network().peers()).contains(peer.id());
    assertThat(peer.isOver()).isFalse();
  }

  @Override
  public void close() {
    attackers.forEach(HostilePeer::close);
    neighbours.close();
  }
}
