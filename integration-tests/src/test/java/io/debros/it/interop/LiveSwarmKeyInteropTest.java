package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.it.javascript.JsStack;
import io.debros.store.NetworkSettings;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A private network of both kinds of peers: who has another key, or none, stays out. */
class LiveSwarmKeyInteropTest extends WithLivePeers {
  @ParameterizedTest
  @EnumSource(JsStack.class)
  void peers_withOneSwarmKey_keepOthersOut(JsStack stack) throws IOException {
    Path key = swarmKey("ours", "5a");
    NetworkSettings network = NetworkSettings.loopback().withSwarmKeyFile(key);
    LivePeer java = peers.java(network);
    LivePeer javaScript = peers.javaScript(stack, Map.of("swarmKeyFile", key.toString()));
    LivePeer javaDialling = peers.java(network);
    LiveCopy created = java.create("posts", "documents", "ipfs");
    created.put("before", "0");
    javaScript.dial(java);
    javaDialling.dial(javaScript);
    LiveCopy opened = javaScript.open(created.address());
    LiveCopy last = javaDialling.open(created.address());
    opened.put("opened", "1");
    List<LiveCopy> copies = List.of(created, opened, last);
    peers.assertConverge(2, copies);

    Path theirs = swarmKey("theirs", "a5");
    JavaLivePeer stranger = peers.java(NetworkSettings.loopback().withSwarmKeyFile(theirs));
    JavaLivePeer keyless = peers.java();
    List<CompletionStage<PeerId>> knocking =
        List.of(knock(stranger, javaScript), knock(keyless, javaScript));
    assertThatThrownBy(() -> javaScript.dial(stranger)).hasMessageContaining("Error");
    assertThatThrownBy(() -> javaScript.dial(keyless)).hasMessageContaining("Error");

    last.put("after", "2");
    opened.put("after", "3");
    peers.assertConverge(4, copies);
    assertThat(javaScript.peers()).containsExactlyInAnyOrder(java.peerId(), javaDialling.peerId());
    assertThat(stranger.peers()).isEmpty();
    assertThat(keyless.peers()).isEmpty();
    assertThat(knocking).noneMatch(LiveSwarmKeyInteropTest::isLetIn);
  }

  /** Does not wait: somebody who stays silent is tried several times. */
  private static CompletionStage<PeerId> knock(JavaLivePeer peer, LivePeer at) {
    return peer.node().network().connect(Multiaddr.parse(at.address()));
  }

  private static boolean isLetIn(CompletionStage<PeerId> knocking) {
    CompletableFuture<PeerId> now = knocking.toCompletableFuture();
    return now.isDone() && !now.isCompletedExceptionally();
  }

  private Path swarmKey(String name, String octet) throws IOException {
    String text = "/key/swarm/psk/1.0.0/\n/base16/\n" + octet.repeat(32) + "\n";
    return Files.writeString(directory.resolve(name + ".key"), text);
  }
}
