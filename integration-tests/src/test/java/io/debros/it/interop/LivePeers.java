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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Peers of both kinds that a test starts, and that end with it. */
final class LivePeers implements AutoCloseable {
  private final Path directory;
  private final List<LivePeer> peers = new ArrayList<>();
  private int started;

  /**
   * @param directory for what peers keep
   */
  LivePeers(Path directory) {
    this.directory = directory;
  }

  /** A node in memory, on loopback. */
  JavaLivePeer java() {
    return java(NetworkSettings.loopback());
  }

  /** A node in memory. */
  JavaLivePeer java(NetworkSettings network) {
    return add(new JavaLivePeer(DebrosNode.open(NodeSettings.inMemory().withNetwork(network))));
  }

  /** A node in a directory of that name; goes on with what one that ended has left there. */
  JavaLivePeer java(String name, NetworkSettings network) {
    NodeSettings settings = NodeSettings.in(directory.resolve(name)).withNetwork(network);
    return add(new JavaLivePeer(DebrosNode.open(settings)));
  }

  JsLivePeer javaScript(JsStack stack) {
    return javaScript(stack, Map.of());
  }

  /** With more settings of {@link JsPeer#start(JsStack, Path, Map)}. */
  JsLivePeer javaScript(JsStack stack, Map<String, Object> settings) {
    return javaScript(stack, "js-" + started++, settings);
  }

  /** In a directory of that name; goes on with what one that ended has left there. */
  JsLivePeer javaScript(JsStack stack, String name, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("id", name);
    // all peers of a test share one IP address
    all.put("connectionManager", Map.of("inboundConnectionThreshold", 100));
    return add(new JsLivePeer(JsPeer.start(stack, directory.resolve(name), all)));
  }

  private <P extends LivePeer> P add(P peer) {
    peers.add(peer);
    return peer;
  }

  /** Ends a peer as an application would. */
  void end(LivePeer peer) {
    peers.remove(peer);
    peer.close();
  }

  /** Requires that all copies come to be the same, and stay without errors. */
  void assertConverge(int entries, List<? extends LiveCopy> copies) {
    assertSame(entries, copies);
    assertThat(peers).allSatisfy(peer -> assertThat(peer.errors()).isEmpty());
  }

  /** Requires that all copies come to be the same, whatever was refused before. */
  static void assertSame(int entries, List<? extends LiveCopy> copies) {
    copies.forEach(copy -> copy.awaitCount(entries));
    assertSame(copies);
  }

  /** The same, of however many entries. */
  static void assertSame(List<? extends LiveCopy> copies) {
    LiveCopy first = copies.get(0);
    // JavaScript adds entries first, and removes the heads below them after that
    awaitUntil(
        "equal logs",
        () -> assertThat(copies).extracting(LiveCopy::state).containsOnly(first.state()));
    assertThat(copies).extracting(LiveCopy::rows).containsOnly(first.rows());
  }

  /** Ends all connections between two peers, and waits until both have seen it. */
  static void part(LivePeer one, LivePeer other) {
    one.hangUp(other);
    awaitUntil(
        "no connection",
        () -> {
          assertThat(one.peers()).doesNotContain(other.peerId());
          assertThat(other.peers()).doesNotContain(one.peerId());
        });
  }

  /** Waits until nobody is connected to anybody. */
  void awaitApart() {
    awaitUntil(
        "nobody connected",
        () -> assertThat(peers).allSatisfy(peer -> assertThat(peer.peers()).isEmpty()));
  }

  static void awaitUntil(String what, Runnable assertion) {
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
