package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.it.javascript.JsStack;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Long histories that grew apart, and floods of updates, between both kinds of peers. */
class LivePartitionInteropTest extends WithLivePeers {
  private static final int APART = 500;
  private static final int TOGETHER = 25;
  private static final int FLOOD = 1_000;

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void peers_partedWhileAllWrite_haveTheSameWhenTheyMeetAgain(JsStack stack) {
    JavaLivePeer middle = peers.java();
    JavaLivePeer java = peers.java();
    JsLivePeer javaScript = peers.javaScript(stack);
    java.dial(middle);
    javaScript.dial(middle);
    JsLivePeer.Copy there = javaScript.create("posts", "documents", "ipfs");
    List<LiveCopy> copies =
        List.of(there, middle.open(there.address()), java.open(there.address()));
    copies.forEach(LiveCopy::awaitExchanged);
    java.hangUp(middle);
    middle.hangUp(javaScript);
    peers.awaitApart();
    writeAtOnce(copies, "apart", APART);
    copies.forEach(copy -> assertThat(copy.state().count()).isEqualTo(APART));

    javaScript.dial(middle);
    writeAtOnce(copies, "half together", TOGETHER);
    middle.dial(java);
    writeAtOnce(copies, "together", TOGETHER);

    peers.assertConverge(copies.size() * (APART + 2 * TOGETHER), copies);
  }

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void updates_floodBothWays_allArrive(JsStack stack) {
    JavaLivePeer java = peers.java();
    JsLivePeer javaScript = peers.javaScript(stack);
    java.dial(javaScript);
    LiveCopy here = java.create("posts", "documents", "ipfs");
    List<LiveCopy> copies = List.of(here, javaScript.open(here.address()));
    copies.forEach(LiveCopy::awaitExchanged);

    writeAtOnce(copies, "flood", FLOOD);

    peers.assertConverge(copies.size() * FLOOD, copies);
  }

  private static void writeAtOnce(List<LiveCopy> copies, String name, int each) {
    CompletableFuture.allOf(
            copies.stream()
                .map(copy -> CompletableFuture.runAsync(() -> copy.putMany(each, name)))
                .toArray(CompletableFuture[]::new))
        .join();
  }
}
