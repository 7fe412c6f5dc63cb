package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.it.javascript.JsStack;
import io.debros.store.NetworkSettings;
import io.debros.store.error.DebrosException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A private network of both kinds of peers: who has another key, or none, stays out. */
class LiveSwarmKeyInteropTest {
  @TempDir Path directory;

  private LivePeers peers;

  @BeforeEach
  void requireJavaScript() {
    JsStack.requireInstalled(JsStack.values());
    peers = new LivePeers(directory);
  }

  @AfterEach
  void endPeers() {
    peers.close();
  }

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void peers_withOneSwarmKey_keepOthersOut(JsStack stack) throws IOException {
    Path key = swarmKey("ours", "5a");
    NetworkSettings network = NetworkSettings.loopback().withSwarmKeyFile(key);
    LivePeer java = peers.java(network);
    LivePeer javaScript = peers.javaScript(stack, Map.of("swarmKeyFile", key.toString()));
    LivePeer javaDialling = peers.java(network);
    LivePeer stranger =
        peers.java(NetworkSettings.loopback().withSwarmKeyFile(swarmKey("theirs", "a5")));
    LivePeer open = peers.java();

    LiveCopy created = java.create("posts", "documents", "ipfs");
    created.put("before", "0");
    javaScript.dial(java);
    javaDialling.dial(javaScript);
    LiveCopy opened = javaScript.open(created.address());
    LiveCopy last = javaDialling.open(created.address());
    opened.put("opened", "1");
    List<LiveCopy> copies = List.of(created, opened, last);
    peers.assertConverge(2, copies);

    assertThatThrownBy(() -> javaScript.dial(stranger)).hasMessageContaining("Error");
    assertThatThrownBy(() -> javaScript.dial(open)).hasMessageContaining("Error");
    assertThatThrownBy(() -> stranger.dial(javaScript)).isInstanceOf(DebrosException.class);
    assertThat(stranger.peers()).isEmpty();
    assertThat(open.peers()).isEmpty();
    assertThat(javaScript.peers()).containsExactlyInAnyOrder(java.peerId(), javaDialling.peerId());
    last.put("after", "2");
    opened.put("after", "3");
    peers.assertConverge(4, copies);
  }

  private Path swarmKey(String name, String octet) throws IOException {
    String text = "/key/swarm/psk/1.0.0/\n/base16/\n" + octet.repeat(32) + "\n";
    return Files.writeString(directory.resolve(name + ".key"), text);
  }
}
