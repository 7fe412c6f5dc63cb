package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.debros.it.javascript.JsDatabase;
import io.debros.it.javascript.JsPeer;
import io.debros.it.javascript.JsStack;
import io.debros.store.DebrosNode;
import io.debros.store.NetworkSettings;
import io.debros.store.NodeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Peers of both kinds that a test starts, and that end with it. */
final class LivePeers implements AutoCloseable {
  private final Path directory;
  private final JsStack stack;
  private final List<LivePeer> peers = new ArrayList<>();

  /**
   * @param directory for what the JavaScript peers keep
   * @param stack of the JavaScript peers
   */
  LivePeers(Path directory, JsStack stack) {
    this.directory = directory;
    this.stack = stack;
  }

  JavaLivePeer java() {
    NodeSettings settings = NodeSettings.inMemory().withNetwork(NetworkSettings.loopback());
    return add(new JavaLivePeer(DebrosNode.open(settings)));
  }

  LivePeer javaScript() {
    String name = "js-" + peers.size();
    // all peers of a test share one IP address
    Map<String, Object> settings =
        Map.of("id", name, "connectionManager", Map.of("inboundConnectionThreshold", 100));
    return add(new JsLivePeer(JsPeer.start(stack, directory.resolve(name), settings)));
  }

  private <P extends LivePeer> P add(P peer) {
    peers.add(peer);
    return peer;
  }

  /** Requires that all copies come to be the same, and stay without errors. */
  void assertConverge(int entries, List<LiveCopy> copies) {
    for (LiveCopy copy : copies) {
      awaitUntil("all entries", () -> assertThat(copy.state().count()).isEqualTo(entries));
    }
    LiveCopy first = copies.get(0);
    for (LiveCopy copy : copies) {
      assertThat(copy.state()).isEqualTo(first.state());
      assertThat(copy.rows()).isEqualTo(first.rows());
    }
    assertThat(peers).allSatisfy(peer -> assertThat(peer.errors()).isEmpty());
  }

  /** Waits until nobody is connected to anybody. */
  void awaitApart() {
    awaitUntil(
        "nobody connected",
        () -> assertThat(peers).allSatisfy(peer -> assertThat(peer.peers()).isEmpty()));
  }

  private static void awaitUntil(String what, Runnable assertion) {
    await(what)
        .atMost(JsDatabase.LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(assertion::run);
  }

  @Override
  public void close() {
    peers.forEach(LivePeer::close);
  }
}
