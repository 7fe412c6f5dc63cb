package io.debros.store;

import static io.debros.store.Neighbours.OPEN;
import static io.debros.store.Neighbours.PATIENCE;
import static io.debros.store.Neighbours.await;
import static io.debros.store.Neighbours.awaitSame;
import static io.debros.store.Neighbours.connect;
import static io.debros.store.Neighbours.document;
import static io.debros.store.Neighbours.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Change;
import io.debros.store.database.ChangeOrigin;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.error.MissingBlockException;
import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.replication.status.DatabaseStatus;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that meet on loopback come to have the same databases. */
class NodeNetworkTest {
  private static final DatabaseOptions ALL =
      DatabaseOptions.defaults().withAccess(AccessOptions.ipfs(List.of("*")));

  private final Neighbours neighbours = new Neighbours();

  @AfterEach
  void stop() {
    neighbours.close();
  }

  @Test
  void twoNodes_oneHasWrittenBefore_theOtherCatchesUp() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    DocumentDatabase written = first.openDocuments("posts", OPEN);
    fill(written, "post ", 300);
    DocumentDatabase read = second.openDocuments("posts", OPEN);

    connect(second, first);

    awaitSame(written, read);
    assertThat(read.count()).isEqualTo(300);
  }

  @Test
  void twoNodes_oneHasWrittenThousands_theOtherGetsAll() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    DocumentDatabase written = first.openDocuments("posts", OPEN);
    fill(written, "post ", 3_000);
    DocumentDatabase read = second.openDocuments("posts", OPEN);

    connect(second, first);

    awaitSame(written, read);
    assertThat(read.count()).isEqualTo(3_000);
    assertThat(first.network().statistics().misbehaviour()).isEmpty();
    assertThat(second.network().statistics().misbehaviour()).isEmpty();
  }

  @Test
  void twoNodes_writeWhileConnected_eachSeesTheOthersAtOnce() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    connect(second, first);
    DocumentDatabase here = first.openDocuments("posts", OPEN);
    DocumentDatabase there = second.openDocuments("posts", OPEN);

    here.put(document("from first", 1));
    there.put(document("from second", 2));

    await("second has it", () -> there.get("from first") != null);
    await("first has it", () -> here.get("from second") != null);
    awaitSame(here, there);
  }

  @Test
  void twoNodes_bothWriteWithoutPause_convergeOnTheSameRows() throws Exception {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    connect(second, first);
    DocumentDatabase here = first.openDocuments("posts", OPEN);
    DocumentDatabase there = second.openDocuments("posts", OPEN);
    ExecutorService threads = Executors.newFixedThreadPool(2);

    Future<?> one = threads.submit(() -> writeOneByOne(here, "both ", 500, 1));
    Future<?> two = threads.submit(() -> writeOneByOne(there, "both ", 500, 2));
    one.get();
    two.get();
    threads.shutdown();

    awaitSame(here, there);
    assertThat(here.all()).isEqualTo(there.all());
    assertThat(here.log().values()).hasSize(1000);
  }

  @Test
  void head_tooLongForAnExchangeOfHeads_reachesWhoComesLate() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    KeyValueDatabase written = first.openKeyValue("texts", ALL);
    KeyValueDatabase read = second.openKeyValue("texts", ALL);
    written.put("long", new CborText("x".repeat(2_000_000)));
    read.put("also long", new CborText("y".repeat(300_000)));

    connect(second, first);

    awaitSame(written, read);
    assertThat(read.get("long")).isEqualTo(written.get("long"));
    assertThat(written.get("also long")).isEqualTo(read.get("also long"));
  }

  @Test
  void listener_givenWithTheOptions_isToldOfEverythingThatPeersSend() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    connect(second, first);
    List<String> told = new CopyOnWriteArrayList<>();
    DatabaseListener listener =
        new DatabaseListener() {
          @Override
          public void changed(Database source, List<Change> changes, ChangeOrigin origin) {
            changes.forEach(change -> told.add(change.key()));
          }
        };
    DatabaseOptions listened = ALL.withListeners(List.of(listener));
    for (int number = 0; number < 20; number++) {
      KeyValueDatabase written = first.openKeyValue("values " + number, ALL);
      written.put("key " + number, new CborInt(number));
    }

    for (int number = 0; number < 20; number++) {
      second.openKeyValue("values " + number, listened);
      second.openKeyValue("values " + number, listened);
    }

    await("all are told", () -> new HashSet<>(told).size() == 20);
    assertThat(told).hasSize(20);
  }

  @Test
  void keyValueAndEvents_replicateDeletesToo() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    connect(first, second);
    KeyValueDatabase values = first.openKeyValue("settings", ALL);
    EventDatabase events = first.openEvents("log", ALL);
    KeyValueDatabase theirValues = second.openKeyValue("settings", ALL);
    EventDatabase theirEvents = second.openEvents("log", ALL);
    values.put("kept", new CborInt(1));
    values.put("deleted", new CborInt(2));
    await("both arrive", () -> theirValues.count() == 2);

    theirValues.delete("deleted");
    theirEvents.add(new CborText("happened"));

    await("the delete arrives", () -> values.find("deleted") == null);
    await("the event arrives", () -> events.count() == 1);
    awaitSame(values, theirValues);
    awaitSame(events, theirEvents);
  }

  @Test
  void open_byAddressOfADatabaseThatOnlyAPeerHas_getsItsManifestFromThere() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    DocumentDatabase written = first.openDocuments("posts", DocumentOptions.defaults());
    fill(written, "post ", 20);
    connect(second, first);

    Database read = second.open(written.address().toString());

    assertThat(read).isInstanceOf(DocumentDatabase.class);
    awaitSame(written, read);
  }

  @Test
  void open_byAddressWithoutPeers_failsAtOnce() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    String address = first.openDocuments("posts", OPEN).address().toString();

    assertThatThrownBy(() -> second.open(address))
        .isInstanceOf(MissingBlockException.class)
        .hasMessageContaining(address);
  }

  @Test
  void grant_whilePeersAreConnected_letsWhatWaitedJoin() {
    DocumentOptions granted = DocumentOptions.defaults().withAccess(AccessOptions.orbitDb());
    DebrosNode admin = neighbours.start();
    DebrosNode writer = neighbours.start();
    connect(writer, admin);
    DocumentDatabase owned = admin.openDocuments("posts", granted);
    owned.put(document("first", 1));
    DocumentDatabase other = (DocumentDatabase) writer.open(owned.address().toString());
    OrbitDbAccessController access = (OrbitDbAccessController) owned.access();
    awaitSame(owned, other);

    access.grant(OrbitDbAccessController.WRITE, writer.identity().id());
    await(
        "the grant arrives",
        () ->
            ((OrbitDbAccessController) other.access())
                .hasCapability(OrbitDbAccessController.WRITE, writer.identity().id()));
    other.put(document("second", 2));

    await("the entry joins", () -> owned.get("second") != null);
    awaitSame(owned, other);
  }

  @Test
  void restart_ofManyDatabases_isNoMisbehaviourToPeers(@TempDir Path directory) {
    DebrosNode first = neighbours.start();
    List<DocumentDatabase> here = openMany(first);
    DebrosNode second = neighbours.start(directory);
    List<DocumentDatabase> there = openMany(second);
    connect(second, first);
    awaitToAndFro("before", here, there);

    second.close();
    second = neighbours.start(directory);
    there = openMany(second);
    connect(second, first);

    awaitToAndFro("after", here, there);
    assertThat(first.network().statistics().misbehaviour()).isEmpty();
  }

  private static List<DocumentDatabase> openMany(DebrosNode node) {
    return IntStream.range(0, 10).mapToObj(i -> node.openDocuments("posts " + i, OPEN)).toList();
  }

  private static void awaitToAndFro(
      String id, List<DocumentDatabase> here, List<DocumentDatabase> there) {
    for (int i = 0; i < here.size(); i++) {
      DocumentDatabase from = here.get(i);
      DocumentDatabase to = there.get(i);
      from.put(document(id + " here", i));
      to.put(document(id + " there", i));
      await("first has it", () -> from.get(id + " there") != null);
      await("second has it", () -> to.get(id + " here") != null);
    }
  }

  @Test
  void restart_inTheSameDirectory_keepsThePeerIdAndCatchesUp(@TempDir Path directory) {
    DebrosNode first = neighbours.start(directory.resolve("first"));
    DebrosNode second = neighbours.start(directory.resolve("second"));
    DocumentDatabase here = first.openDocuments("posts", OPEN);
    fill(second.openDocuments("posts", OPEN), "before ", 10);
    connect(first, second);
    await("ten arrive", () -> here.count() == 10);
    PeerId known = second.network().peerId();

    second.close();
    await("it left", () -> first.network().peers().isEmpty());
    fill(here, "meanwhile ", 10);
    DebrosNode again = neighbours.start(directory.resolve("second"));
    DocumentDatabase there = again.openDocuments("posts", OPEN);
    connect(again, first);

    assertThat(again.network().peerId()).isEqualTo(known);
    awaitSame(here, there);
    assertThat(there.count()).isEqualTo(20);
  }

  @Test
  void partition_bothWriteApart_convergeWhenTheyMeetAgain() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    DocumentDatabase here = first.openDocuments("posts", OPEN);
    DocumentDatabase there = second.openDocuments("posts", OPEN);
    connect(first, second);
    here.put(document("together", 0));
    awaitSame(here, there);

    first.network().disconnect(second.network().peerId());
    await("they part", () -> second.network().peers().isEmpty());
    writeOneByOne(here, "first ", 200, 1);
    writeOneByOne(there, "second ", 200, 2);
    connect(second, first);

    awaitSame(here, there);
    assertThat(here.count()).isEqualTo(401);
  }

  @Test
  void chainOfNodes_thatDoNotAllKnowEachOther_convergesThroughThoseBetween() {
    List<DebrosNode> chain = new ArrayList<>();
    List<DocumentDatabase> copies = new ArrayList<>();
    for (int number = 0; number < 10; number++) {
      DebrosNode node = neighbours.start();
      copies.add(node.openDocuments("posts", OPEN));
      if (number > 0) {
        connect(node, chain.get(number - 1));
      }
      chain.add(node);
    }

    for (int number = 0; number < copies.size(); number++) {
      writeOneByOne(copies.get(number), "from " + number + " ", 5, number);
    }

    await("all have all", () -> copies.stream().allMatch(copy -> copy.count() == 50));
    awaitSame(copies.get(0), copies.subList(1, 10).toArray(Database[]::new));
  }

  @Test
  void bootstrapPeer_thatComesLater_isConnectedByItself(@TempDir Path directory) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    NetworkSettings atPort =
        NetworkSettings.loopback()
            .withListen(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port)));
    DebrosNode known = neighbours.start(NodeSettings.in(directory).withNetwork(atPort));
    Multiaddr address = known.network().addresses().get(0);
    known.close();
    DebrosNode waiting =
        neighbours.start(
            NodeSettings.inMemory()
                .withNetwork(NetworkSettings.loopback().withBootstrap(List.of(address))));

    DebrosNode again = neighbours.start(NodeSettings.in(directory).withNetwork(atPort));

    await("they meet", () -> waiting.network().peers().contains(again.network().peerId()));
    again.network().disconnect(waiting.network().peerId());
    await("they part", () -> waiting.network().peers().isEmpty());
    await("they meet again", () -> !waiting.network().peers().isEmpty());
  }

  @Test
  void listenAddress_inUse_isRefusedAndTheDirectoryStaysFree(@TempDir Path directory) {
    DebrosNode first = neighbours.start();
    Multiaddr taken = first.network().addresses().get(0).withoutPeer();
    NodeSettings same =
        NodeSettings.in(directory)
            .withNetwork(NetworkSettings.loopback().withListen(List.of(taken)));

    assertThatThrownBy(() -> DebrosNode.open(same))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining(taken.toString());

    assertThat(neighbours.start(directory).isClosed()).isFalse();
  }

  @Test
  void thousandDatabases_shareOneHost() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    connect(first, second);
    List<DocumentDatabase> here = new ArrayList<>();
    List<DocumentDatabase> there = new ArrayList<>();
    for (int number = 0; number < 1000; number++) {
      here.add(first.openDocuments("database " + number, OPEN));
      there.add(second.openDocuments("database " + number, OPEN));
    }

    for (int number = 0; number < 1000; number++) {
      here.get(number).put(document("document", number));
    }

    await("all arrive", () -> there.stream().allMatch(copy -> copy.count() == 1));
    assertThat(first.network().peers()).hasSize(1);
  }

  @Test
  void status_inSync_saysWhoHasWhat() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    DocumentDatabase here = first.openDocuments("posts", OPEN);
    DocumentDatabase there = second.openDocuments("posts", OPEN);
    fill(here, "post ", 5);
    connect(first, second);
    awaitSame(here, there);

    await("all is told", () -> second.network().status(there.address()).inSync());
    DatabaseStatus status = second.network().status(there.address());

    assertThat(status.heads()).containsExactly(here.heads().get(0).hash());
    assertThat(status.peers())
        .singleElement()
        .satisfies(
            peer -> {
              assertThat(peer.peer()).isEqualTo(first.network().peerId());
              assertThat(peer.subscribed()).isTrue();
              assertThat(peer.headsLacking()).isZero();
            });
    assertThat(status.pull().missing()).isEmpty();
  }

  @Test
  void connect_nobodyThere_saysSo() {
    DebrosNode node = neighbours.start();

    assertThatThrownBy(
            () -> node.network().connect(Multiaddr.parse("/ip4/127.0.0.1/tcp/1"), PATIENCE))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("/ip4/127.0.0.1/tcp/1");
  }

  @Test
  void network_notInTheSettings_isRefusedWithAdvice() {
    try (DebrosNode alone = DebrosNode.open(NodeSettings.inMemory())) {
      assertThatThrownBy(alone::network)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("debros.network.enabled");
    }
  }

  private static void writeOneByOne(DocumentDatabase database, String name, int count, long value) {
    for (int number = 0; number < count; number++) {
      database.put(document(name + number, value));
    }
  }
}
