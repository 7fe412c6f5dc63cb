package io.debros.it.interop;

import static io.debros.it.interop.LivePeers.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.it.javascript.JsStack;
import io.debros.store.NetworkSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A Java node and a JavaScript peer on a network that is theirs alone, and not told of each other.
 */
final class LiveMdnsProcess {
  private LiveMdnsProcess() {}

  /** Arguments: directory, stack of the JavaScript peer. Fails if they do not meet. */
  public static void main(String[] arguments) {
    JsStack stack = JsStack.valueOf(arguments[1]);
    try (LivePeers peers = new LivePeers(Path.of(arguments[0]))) {
      JsLivePeer javaScript = peers.javaScript(stack, Map.of("mdns", true));
      JavaLivePeer java = peers.java(NetworkSettings.loopback().withMdns(true));
      awaitUntil(
          "found by Java", () -> assertThat(java.peers()).containsExactly(javaScript.peerId()));
      awaitUntil(
          "found by JavaScript",
          () -> assertThat(javaScript.peer().discovered()).containsExactly(java.peerId()));

      LiveCopy created = java.create("posts", "documents", "ipfs");
      created.put("found", "each other");
      peers.assertConverge(1, List.of(created, javaScript.open(created.address())));
    }
  }
}
