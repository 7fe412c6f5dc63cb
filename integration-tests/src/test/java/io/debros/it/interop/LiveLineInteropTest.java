package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.it.javascript.JsStack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers of all three kinds in one database, each of which knows its neighbours only. */
class LiveLineInteropTest extends WithLivePeers {
  private static final int EACH = 10;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java S6 java",
        "S6 java S6",
        "java S7 java",
        "S7 java S7",
        "S6 java S7",
        "java S6 S7",
        "S6 S7 java"
      })
  void line_ofPeers_forwardsUpdatesAndServesWhoComesLate(String kinds) {
    List<LivePeer> line = new ArrayList<>();
    List<LiveCopy> copies = new ArrayList<>();
    for (String kind : kinds.split(" ")) {
      LivePeer peer = start(kind);
      if (line.isEmpty()) {
        copies.add(peer.create("posts", "documents", "ipfs"));
        copies.get(0).put("first", "before anybody came");
      } else {
        peer.dial(line.get(line.size() - 1));
        copies.add(peer.open(copies.get(0).address()));
        peers.assertConverge(1 + EACH * (copies.size() - 2), copies);
        write(copies.get(copies.size() - 1), "newest " + copies.size());
      }
      line.add(peer);
    }
    peers.assertConverge(1 + EACH * (copies.size() - 1), copies);

    List<CompletableFuture<?>> writing = new ArrayList<>();
    for (LiveCopy copy : copies) {
      String name = "at once " + writing.size();
      writing.add(CompletableFuture.runAsync(() -> write(copy, name)));
    }
    writing.forEach(CompletableFuture::join);

    peers.assertConverge(1 + EACH * (2 * copies.size() - 1), copies);
    assertThat(line.get(0).peers()).hasSize(1);
  }

  private LivePeer start(String kind) {
    return kind.equals("java") ? peers.java() : peers.javaScript(JsStack.valueOf(kind));
  }

  private static void write(LiveCopy copy, String name) {
    for (int i = 0; i < EACH; i++) {
      copy.put(i % 2 == 0 ? "both " + i : name + " " + i, name);
    }
  }
}
