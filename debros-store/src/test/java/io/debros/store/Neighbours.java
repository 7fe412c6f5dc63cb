package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.Database;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Nodes on loopback that a test starts, and that are closed with it, the last one first. */
final class Neighbours implements AutoCloseable {
  /** Far more than anything takes: only a test that fails waits for so long. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Documents that everybody may write. */
  static final DocumentOptions OPEN =
      DocumentOptions.defaults().withAccess(AccessOptions.ipfs(List.of("*")));

  private final List<DebrosNode> nodes = new ArrayList<>();

  /** A node in memory that nobody knows. */
  DebrosNode start() {
    return start(NodeSettings.inMemory().withNetwork(NetworkSettings.loopback()));
  }

  /** A node in a directory. */
  DebrosNode start(Path directory) {
    return start(NodeSettings.in(directory).withNetwork(NetworkSettings.loopback()));
  }

  DebrosNode start(NodeSettings settings) {
    DebrosNode node = DebrosNode.open(settings);
    nodes.add(node);
    return node;
  }

  static void connect(DebrosNode from, DebrosNode to) {
    assertThat(from.network().connect(to.network().addresses().get(0), PATIENCE))
        .isEqualTo(to.network().peerId());
  }

  static CborMap document(String id, long number) {
    return CborMap.builder().put("_id", id).put("number", new CborInt(number)).build();
  }

  /** Writes documents with ids from a name and a number. */
  static void fill(DocumentDatabase database, String name, int count) {
    List<CborMap> documents = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      documents.add(document(name + number, number));
    }
    database.putAll(documents);
  }

  static void await(String what, Callable<Boolean> condition) {
    await(what, PATIENCE, condition);
  }

  static void await(String what, Duration atMost, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(atMost).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  /** Waits until logs have the same heads, and requires then that they have the same entries. */
  static void awaitSame(Database first, Database... others) {
    for (Database other : others) {
      await("same heads", () -> !first.heads().isEmpty() && heads(first).equals(heads(other)));
      assertThat(hashes(other)).isEqualTo(hashes(first));
    }
  }

  private static List<Cid> heads(Database database) {
    return database.heads().stream().map(Entry::hash).toList();
  }

  private static List<Cid> hashes(Database database) {
    return database.log().values().stream().map(Entry::hash).toList();
  }

  @Override
  public void close() {
    for (int last = nodes.size() - 1; last >= 0; last--) {
      nodes.get(last).close();
    }
  }
}
