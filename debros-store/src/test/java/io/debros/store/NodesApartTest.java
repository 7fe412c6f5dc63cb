package io.debros.store;

import static io.debros.store.Neighbours.OPEN;
import static io.debros.store.Neighbours.await;
import static io.debros.store.Neighbours.awaitSame;
import static io.debros.store.Neighbours.connect;
import static io.debros.store.Neighbours.document;
import static io.debros.store.Neighbours.fill;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.oplog.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that wrote apart for long, and meet again. */
class NodesApartTest {
  private static final int ENTRIES = 10_000; // on each side
  private static final int BATCH = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Neighbours neighbours = new Neighbours();

  @AfterEach
  void stop() {
    neighbours.close();
  }

  @Test
  void twoNodes_thatEachWroteThousandsApart_haveAllOfBoth() {
    DebrosNode first = neighbours.start();
    DebrosNode second = neighbours.start();
    DocumentDatabase here = first.openDocuments("posts", OPEN);
    DocumentDatabase there = second.openDocuments("posts", OPEN);
    connect(first, second);
    fill(here, "together ", 10);
    awaitSame(here, there);

    part(first, second);
    writeApart(here, "first");
    writeApart(there, "second");
    assertThat(here.heads().get(0).clock().time()).isEqualTo(there.heads().get(0).clock().time());
    connect(second, first);

    await("same heads", PATIENCE, () -> hashes(here.heads()).equals(hashes(there.heads())));
    awaitSame(here, there);
    assertThat(here.log().values()).hasSize(10 + 2 * ENTRIES);
    assertThat(here.count()).isEqualTo(10 + 2 * (ENTRIES - BATCH) + BATCH);
    assertThat(there.all()).isEqualTo(here.all());
  }

  @Test
  void threeNodes_twoOfThemApartFromTheThird_andAFourthThatComesLate_haveTheSame() {
    List<DebrosNode> nodes = new ArrayList<>();
    List<DocumentDatabase> copies = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      nodes.add(neighbours.start());
      copies.add(nodes.get(number).openDocuments("posts", OPEN));
    }
    connect(nodes.get(0), nodes.get(1));
    connect(nodes.get(1), nodes.get(2));
    connect(nodes.get(2), nodes.get(0));
    fill(copies.get(0), "together ", 10);
    awaitSame(copies.get(0), copies.get(1), copies.get(2));

    part(nodes.get(2), nodes.get(0));
    part(nodes.get(2), nodes.get(1));
    copies.forEach(copy -> fill(copy, "apart " + copies.indexOf(copy) + " ", 50));
    awaitSame(copies.get(0), copies.get(1));
    assertThat(copies.get(2).count()).isEqualTo(60);
    DebrosNode late = neighbours.start();
    DocumentDatabase copy = late.openDocuments("posts", OPEN);
    connect(late, nodes.get(1));
    connect(nodes.get(2), nodes.get(0));

    await("the late one has all", () -> copy.count() == 160);
    awaitSame(copy, copies.get(0), copies.get(1), copies.get(2));
  }

  /** Documents of its own, and a batch that both write. */
  private static void writeApart(DocumentDatabase database, String name) {
    for (int from = 0; from < ENTRIES; from += BATCH) {
      List<CborMap> batch = new ArrayList<>();
      String prefix = from == 0 ? "both " : name + " ";
      for (int number = from; number < from + BATCH; number++) {
        batch.add(document(prefix + number, name.length()));
      }
      database.putAll(batch);
    }
  }

  private static void part(DebrosNode one, DebrosNode other) {
    PeerId peer = other.network().peerId();
    one.network().disconnect(peer);
    await("they part", () -> !one.network().peers().contains(peer));
    await("both know", () -> !other.network().peers().contains(one.network().peerId()));
  }

  private static List<?> hashes(List<Entry> entries) {
    return entries.stream().map(Entry::hash).toList();
  }
}
