package io.debros.store;

import static io.debros.store.Neighbours.OPEN;
import static io.debros.store.Neighbours.PATIENCE;
import static io.debros.store.Neighbours.await;
import static io.debros.store.Neighbours.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.bitswap.Bitswap;
import io.debros.store.bitswap.BitswapMessage.Kind;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.libp2p.host.FrameReader;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers that make a node hold as much as they can; it has little memory, in a process of its own.
 */
class HostileMemoryTest {
  private static final int MEBIBYTE = 1 << 20;

  private final Neighbours neighbours = new Neighbours();
  private final List<HostilePeer> attackers = new ArrayList<>();
  private final DebrosNode good = neighbours.start();
  private final DocumentDatabase database = good.openDocuments("posts", OPEN);

  @AfterEach
  void end() {
    attackers.forEach(HostilePeer::close);
    neighbours.close();
  }

  @Test
  void node_littleMemoryAndManyAttacks_goesOnToReplicate(@TempDir Path directory)
      throws IOException {
    Process process =
        JavaProcess.start(
            directory.resolve("unpacked"),
            List.of("-Xmx320m", "-XX:+ExitOnOutOfMemoryError"),
            BesiegedProcess.class,
            directory.resolve("node"));
    Multiaddr address = Multiaddr.parse(process.inputReader().readLine());
    good.network().connect(address, PATIENCE);
    serve(address, "before");

    for (int number = 0; number < 4; number++) {
      beginMessages(attacker(address));
      floodWants(attacker(address), number);
      subscribeAndNeverRead(attacker(address));
    }
    writeMuch();
    wantAllAndNeverRead(attacker(address));

    serve(address, "after");
    assertThat(process.isAlive()).isTrue();
    process.getOutputStream().close();
    JavaProcess.requireExitCode(process, 0);
  }

  private HostilePeer attacker(Multiaddr address) {
    HostilePeer attacker = HostilePeer.connect(address, HostilePeer.newKey());
    attackers.add(attacker);
    return attacker;
  }

  /** What the good peer writes reaches another one through the node. */
  private void serve(Multiaddr address, String id) {
    DebrosNode third = neighbours.start();
    DocumentDatabase copy = third.openDocuments("posts", OPEN);
    third.network().connect(address, PATIENCE);
    database.put(document(id, 1));
    copy.put(document("back " + id, 1));
    await("it arrives " + id, () -> copy.get(id) != null);
    await("it comes back " + id, () -> database.get("back " + id) != null);
  }

  private void beginMessages(HostilePeer attacker) {
    byte[] begun = new byte[MEBIBYTE];
    begun[0] = begun[1] = begun[2] = -1;
    begun[3] = 1;
    for (int count = 0; count < 80; count++) {
      attacker.open(count % 2 == 0 ? Bitswap.PROTOCOL : HostilePeer.PUBSUB).say(begun);
    }
  }

  private static void floodWants(HostilePeer attacker, int number) {
    for (int round = 0; round < 10; round++) {
      List<Cid> nothings = HostileWords.nothings((10 * number + round) * 10_000, 10_000);
      attacker.tell(Bitswap.PROTOCOL, HostileWords.want(nothings, Kind.BLOCK, false));
    }
  }

  private void subscribeAndNeverRead(HostilePeer attacker) {
    HostilePeer.Stream pubsub = attacker.open(HostilePeer.PUBSUB);
    pubsub.say(FrameReader.frame(HostileWords.subscribe(topic())));
    pubsub.say(FrameReader.frame(HostileWords.graft(topic())));
    attacker.stopReading();
  }

  private void writeMuch() {
    for (int number = 0; number < 60; number++) {
      CborMap.Builder document = CborMap.builder().put("_id", "big " + number);
      database.put(document.put("text", "x".repeat(MEBIBYTE)).build());
    }
  }

  private void wantAllAndNeverRead(HostilePeer attacker) {
    List<Cid> all = database.log().values().stream().map(Entry::hash).toList();
    attacker.tell(Bitswap.PROTOCOL, HostileWords.want(all, Kind.BLOCK, true));
    attacker.stopReading();
    for (int round = 0; round < 100; round++) {
      attacker.tell(Bitswap.PROTOCOL, HostileWords.wantAgain(all));
    }
  }

  private String topic() {
    return database.address().toString();
  }
}
