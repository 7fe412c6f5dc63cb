package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.identity.Identity;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Standing;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Laws of grants and revocations that arrive in any order. When all nodes have the same list and
 * were offered everything, and writers have written on top, then: what somebody who may write built
 * on is everywhere; nodes that took nothing else are equal; and who was revoked adds nothing.
 */
class AccessPropertyTest {
  private static final int TRIES = Integer.getInteger("debros.access.tries", 12);
  private static final int STEPS = 40;
  private static final int ROOTS = 2;
  private static final int PEERS = 5;
  private static final KeyStore KEYS = new MemoryKeyStore();
  private static final List<String> IDS = ids();

  @Test
  void grantsAndWritesInAnyOrder_afterwardsNodesAgree() {
    Property.check(TRIES, AccessPropertyTest::nodesAgree);
  }

  private static void nodesAgree(RandomGenerator random) {
    List<Peer> peers = new ArrayList<>();
    try {
      for (int number = 0; number < PEERS; number++) {
        peers.add(new Peer(number));
      }
      for (int step = 0; step < STEPS; step++) {
        act(peers, random);
      }
      Peer stale = peers.get(PEERS - 1);
      boolean revoked = revokeBehindItsBack(peers, stale);
      spread(peers.subList(0, PEERS - 1), random);
      Set<Cid> late = revoked ? stale.writeLate() : Set.of();
      spread(peers, random);

      try (Peer newcomer = new Peer(PEERS)) {
        peers.forEach(peer -> newcomer.take(peer, Peer::list));
        peers.forEach(peer -> newcomer.take(peer, Peer::database));
        agree(peers, newcomer, late);
      }
    } finally {
      peers.forEach(Peer::close);
    }
  }

  private static void act(List<Peer> peers, RandomGenerator random) {
    Peer one = peers.get(random.nextInt(PEERS));
    Peer other = peers.get(random.nextInt(PEERS));
    Peer root = peers.get(random.nextInt(ROOTS));
    String id = random.nextInt(12) == 0 ? "*" : IDS.get(ROOTS + random.nextInt(PEERS - ROOTS));
    switch (random.nextInt(8)) {
      case 0 -> root.access().grant(random.nextInt(4) == 0 ? "admin" : "write", id);
      case 1 -> root.access().revoke(random.nextInt(4) == 0 ? "admin" : "write", id);
      case 2, 3 -> one.take(other, Peer::list);
      case 4, 5 -> one.take(other, Peer::database);
      default -> one.writeIfAllowed(random.nextInt(6));
    }
  }

  /** The last peer had the right to write and has lost it, and does not know. */
  private static boolean revokeBehindItsBack(List<Peer> peers, Peer stale) {
    Peer root = peers.get(0);
    peers.forEach(peer -> root.take(peer, Peer::list));
    root.access().revoke("write", "*");
    root.access().revoke("admin", "*");
    root.access().grant("write", stale.id());
    stale.take(root, Peer::list);
    root.access().revoke("admin", stale.id());
    root.access().revoke("write", stale.id());
    return stale.standing() == Standing.MAY_WRITE;
  }

  /** Lists, entries, a write on top by everybody who may, and those entries. */
  private static void spread(List<Peer> peers, RandomGenerator random) {
    offerAll(peers, Peer::list);
    offerAll(peers, Peer::database);
    peers.forEach(peer -> peer.writeIfAllowed(random.nextInt(6)));
    offerAll(peers, Peer::database);
    peers.get(0).writeIfAllowed(0);
    offerAll(peers, Peer::database);
  }

  private static void offerAll(List<Peer> peers, Function<Peer, Database> which) {
    for (Peer to : peers) {
      peers.forEach(from -> to.take(from, which));
    }
  }

  private static void agree(List<Peer> peers, Peer newcomer, Set<Cid> late) {
    Set<Cid> vouchedFor = newcomer.hashes();
    assertThat(vouchedFor).doesNotContainAnyElementsOf(late);
    for (Peer peer : peers) {
      assertThat(peer.list().heads()).isEqualTo(newcomer.list().heads());
      assertThat(peer.hashes()).as("peer %s has what counts", peer.number).containsAll(vouchedFor);
      if (peer.standing() == Standing.MAY_WRITE) {
        assertThat(peer.hashes())
            .as("writer %s has nothing else", peer.number)
            .isEqualTo(vouchedFor);
      }
      if (peer.hashes().equals(vouchedFor)) {
        assertThat(peer.database().heads()).isEqualTo(newcomer.database().heads());
        assertThat(peer.rows()).isEqualTo(newcomer.rows());
      } else {
        assertThat(peer.writersBeside(vouchedFor))
            .allMatch(writer -> newcomer.access().standing(writer) == Standing.FORMERLY);
      }
    }
  }

  private static List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (int number = 0; number <= PEERS; number++) {
      try (DebrosNode node = DebrosNode.open(settings(number))) {
        ids.add(node.identity().id());
      }
    }
    return ids;
  }

  private static NodeSettings settings(int number) {
    return NodeSettings.inMemory().withKeyStore(KEYS).withIdentityName("peer" + number);
  }

  /** A node with its copy of the database. */
  private static final class Peer implements AutoCloseable {
    private final int number;
    private final Storage storage = new MemoryStorage();
    private final BlockStore blocks = new BlockStore(storage);
    private final DebrosNode node;
    private final KeyValueDatabase database;
    private int written;

    Peer(int number) {
      this.number = number;
      this.node = DebrosNode.open(settings(number), storage);
      AccessOptions access = AccessOptions.orbitDb(IDS.subList(0, ROOTS));
      this.database = node.openKeyValue("shared", DatabaseOptions.defaults().withAccess(access));
    }

    String id() {
      return IDS.get(number);
    }

    KeyValueDatabase database() {
      return database;
    }

    KeyValueDatabase list() {
      return access().database();
    }

    OrbitDbAccessController access() {
      return (OrbitDbAccessController) database.log().access();
    }

    Standing standing() {
      return access().standing(node.identity());
    }

    /** Offers everything that another has, head by head. */
    void take(Peer other, Function<Peer, Database> which) {
      if (other != this) {
        which.apply(this).offer(which.apply(other).heads(), other.blocks::find);
      }
    }

    void writeIfAllowed(int key) {
      if (standing() == Standing.MAY_WRITE) {
        write(key);
      }
    }

    /** What somebody writes who has not heard of the revocation. */
    Set<Cid> writeLate() {
      return Set.of(write(0), write(1));
    }

    private Cid write(int key) {
      return database.put("key" + key, new CborInt(written++));
    }

    Set<Cid> hashes() {
      Set<Cid> hashes = new HashSet<>();
      database.log().traverse().forEachRemaining(entry -> hashes.add(entry.hash()));
      return hashes;
    }

    Set<Identity> writersBeside(Set<Cid> vouchedFor) {
      Set<Identity> writers = new HashSet<>();
      database
          .log()
          .traverse()
          .forEachRemaining(
              entry -> {
                if (!vouchedFor.contains(entry.hash())) {
                  writers.add(Identity.decode(blocks.get(entry.identity())));
                }
              });
      return writers;
    }

    @Override
    public void close() {
      node.close();
    }

    List<Row> rows() {
      return database.all();
    }
  }
}
