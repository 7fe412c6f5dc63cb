package io.debros.it.interop;

import static io.debros.it.interop.LivePeers.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.it.javascript.JsStack;
import io.debros.store.NetworkSettings;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.testing.JavaProcess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A peer that ends, well or not, and comes back on another port, while the other kind writes on.
 */
class LiveRestartInteropTest extends WithLivePeers {
  private static final int EACH = 50;

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void java_closedWhileJavaScriptWrites_comesBackAndCatchesUp(JsStack stack) {
    JsLivePeer javaScript = peers.javaScript(stack);
    LiveCopy there = javaScript.create("posts", "documents", "ipfs");
    JavaLivePeer before = peers.java("java", bootstrap(javaScript));
    LiveCopy here = before.open(there.address());
    write(here, "before");
    peers.assertConverge(EACH, List.of(there, here));

    String peerId = before.peerId();
    String address = before.address();
    String identity = before.identity();
    peers.end(before);
    write(there, "missed");
    JavaLivePeer after = peers.java("java", bootstrap(javaScript));
    LiveCopy reopened = after.open(there.address());
    CompletableFuture<?> writing = CompletableFuture.runAsync(() -> write(there, "there"));
    write(reopened, "here");
    writing.join();

    peers.assertConverge(4 * EACH, List.of(there, reopened));
    assertThat(after.peerId()).isEqualTo(peerId);
    assertThat(after.address()).isNotEqualTo(address);
    assertThat(after.identity()).isEqualTo(identity);
  }

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void java_killedWhileBothWrite_losesNothingThatItAcknowledged(JsStack stack) {
    JsLivePeer javaScript = peers.javaScript(stack);
    LiveCopy there = javaScript.create("posts", "documents", "ipfs");
    write(there, "before");
    Process process =
        JavaProcess.start(
            directory.resolve("unpacked"),
            List.of("-Xmx256m"),
            LiveWriterProcess.class,
            directory.resolve("java"),
            javaScript.address(),
            there.address(),
            "meanwhile 9");
    CompletableFuture<?> writing =
        CompletableFuture.runAsync(
            () -> {
              awaitUntil("it came", () -> assertThat(javaScript.peers()).isNotEmpty());
              write(there, "meanwhile");
            });
    List<String> acknowledged = JavaProcess.killAt(LiveWriterProcess.ENOUGH, process);
    writing.join();
    write(there, "missed");

    JavaLivePeer after = peers.java("java", bootstrap(javaScript));
    LiveCopy reopened = after.open(there.address());
    write(reopened, "after");

    LivePeers.assertSame(List.of(there, reopened));
    String rows = String.join("\n", there.rows());
    assertThat(acknowledged)
        .isNotEmpty()
        .allSatisfy(key -> assertThat(rows).contains(" " + key + " "));
    assertThat(javaScript.errors()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void javaScript_stoppedWhileJavaWrites_comesBackAndCatchesUp(JsStack stack) {
    JavaLivePeer java = peers.java();
    LiveCopy here = java.create("posts", "documents", "ipfs");
    JsLivePeer before = peers.javaScript(stack, "js", Map.of());
    before.dial(java);
    LiveCopy there = before.open(here.address());
    write(there, "before");
    peers.assertConverge(EACH, List.of(here, there));

    peers.end(before);
    write(here, "missed");
    JsLivePeer after = peers.javaScript(stack, "js", Map.of());
    java.dial(after);
    LiveCopy reopened = after.open(here.address());
    CompletableFuture<?> writing = CompletableFuture.runAsync(() -> write(here, "here"));
    write(reopened, "there");
    writing.join();

    peers.assertConverge(4 * EACH, List.of(here, reopened));
    assertThat(after.peerId()).isEqualTo(before.peerId());
    assertThat(after.address()).isNotEqualTo(before.address());
  }

  private static NetworkSettings bootstrap(LivePeer peer) {
    return NetworkSettings.loopback().withBootstrap(List.of(Multiaddr.parse(peer.address())));
  }

  private static void write(LiveCopy copy, String name) {
    for (int i = 0; i < EACH; i++) {
      copy.put(name + " " + i, name);
    }
  }
}
