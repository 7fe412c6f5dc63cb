package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.it.javascript.JsStack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java nodes and JavaScript peers that meet on loopback come to have the same databases. */
abstract class LivePeersContract extends WithLivePeers {
  private static final int EACH = 10;

  /** What JavaScript can send as a head: it fits into the window of a stream. */
  private static final int LARGE = 260_000;

  /** Takes updates near to the longest that Java stores. */
  private static final int VERY_LARGE = 2_000_000;

  private final JsStack stack;

  /**
   * @param stack of the JavaScript peers
   */
  LivePeersContract(JsStack stack) {
    this.stack = stack;
  }

  @ParameterizedTest(name = "Java dials: {0}")
  @ValueSource(booleans = {true, false})
  void peers_writingAtOnce_haveTheSameOfEveryKind(boolean javaDials) {
    LivePeer java = peers.java();
    LivePeer javaScript = peers.javaScript(stack);
    if (javaDials) {
      java.dial(javaScript);
    } else {
      javaScript.dial(java);
    }

    for (String type : List.of("documents", "keyvalue", "events")) {
      for (String access : List.of("ipfs", "orbitdb")) {
        writeAtOnce(java, javaScript, type, access);
        writeAtOnce(javaScript, java, type, access);
      }
    }
  }

  private void writeAtOnce(LivePeer creator, LivePeer opener, String type, String access) {
    LiveCopy created = creator.create(type + " of " + creator.peerId(), type, access);
    created.put("before", "0");
    LiveCopy opened = opener.open(created.address());
    if (access.equals("orbitdb")) {
      assertThatThrownBy(() -> opened.put("early", "1")).hasMessageContaining("write");
      created.grant(opener.identity());
      opened.awaitWriter(opener.identity());
    }

    CompletableFuture<?> writing = CompletableFuture.runAsync(() -> write(created, "created"));
    write(opened, "opened");
    writing.join();

    int entries = 1 + 2 * EACH;
    peers.assertConverge(entries, List.of(created, opened));
    if (!type.equals("events")) {
      created.delete("opened 1");
      opened.delete("created 1");
      peers.assertConverge(entries + 2, List.of(created, opened));
      assertThat(created.rows()).noneMatch(row -> row.contains(" opened 1 "));
    }
  }

  /** Every second key is the same as of whoever else writes. */
  private static void write(LiveCopy copy, String name) {
    for (int i = 0; i < EACH; i++) {
      copy.put(i % 2 == 0 ? "both " + i : name + " " + i, name);
    }
  }

  @ParameterizedTest(name = "Java in the middle: {0}")
  @ValueSource(booleans = {true, false})
  void heads_severalOnEachSide_allCross(boolean javaInTheMiddle) {
    LivePeer middle = javaInTheMiddle ? peers.java() : peers.javaScript(stack);
    List<LivePeer> writers = new ArrayList<>(List.of(peers.java(), peers.java(), peers.java()));
    if (javaInTheMiddle) { // JavaScript peers fail to send several heads to each other
      writers.addAll(List.of(peers.javaScript(stack), peers.javaScript(stack)));
    }
    List<LiveCopy> copies = new ArrayList<>();
    copies.add(middle.create("posts", "documents", "ipfs"));
    for (LivePeer writer : writers) {
      writer.dial(middle);
      copies.add(writer.open(copies.get(0).address()));
    }
    copies.forEach(LiveCopy::awaitExchanged);
    writers.forEach(writer -> writer.hangUp(middle));
    peers.awaitApart();
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).put("from " + i, "apart");
    }

    writers.forEach(writer -> writer.dial(middle));
    peers.assertConverge(copies.size(), copies.subList(0, 1));
    assertThat(copies.get(0).state().heads()).hasSize(copies.size());

    LivePeer late = javaInTheMiddle ? peers.javaScript(stack) : peers.java();
    late.dial(middle);
    LiveCopy latest = late.open(copies.get(0).address());
    peers.assertConverge(copies.size(), List.of(copies.get(0), latest));

    copies.add(latest);
    copies.get(0).put("joins all heads", "together");
    peers.assertConverge(copies.size(), copies);
  }

  @Test
  void updates_bothWays_needNoExchangeOfHeads() {
    JavaLivePeer java = peers.java();
    LivePeer javaScript = peers.javaScript(stack);
    java.dial(javaScript);
    LiveCopy here = java.create("posts", "events", "ipfs");
    LiveCopy there = javaScript.open(here.address());
    List<LiveCopy> copies = List.of(here, there);
    here.awaitExchanged();
    there.awaitExchanged();

    // an exchange comes now and then although it is not needed
    int entries = 0;
    boolean toJava = false;
    boolean toJavaScript = false;
    for (int round = 0; round < 5; round++) {
      long start = java.now();
      there.put("", "to Java");
      peers.assertConverge(++entries, copies);
      toJava |= java.lastExchange(here) < start;

      start = java.now();
      here.put("", "to JavaScript");
      peers.assertConverge(++entries, copies);
      toJavaScript |= java.lastExchange(here) < start;
    }

    assertThat(toJava).isTrue();
    assertThat(toJavaScript).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void values_asLargeAsJavaScriptSends_crossAsHeadsAndAsUpdates(boolean javaDials) {
    LivePeer java = peers.java();
    LivePeer javaScript = peers.javaScript(stack);
    LivePeer dialler = javaDials ? java : javaScript;
    LivePeer dialled = javaDials ? javaScript : java;
    LiveCopy created = dialled.create("posts", "keyvalue", "ipfs");
    created.put("head", "h".repeat(LARGE));
    dialler.dial(dialled);

    LiveCopy opened = dialler.open(created.address());
    peers.assertConverge(1, List.of(created, opened));
    created.put("update", "u".repeat(LARGE));
    opened.put("very large", "b".repeat(VERY_LARGE));
    created.put("joins both", "small");

    peers.assertConverge(4, List.of(created, opened));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void head_longerThanAnExchangeOfHeadsTakes_reachesJavaScriptThatComesLate(boolean javaDials) {
    LivePeer java = peers.java();
    LivePeer javaScript = peers.javaScript(stack);
    LiveCopy created = java.create("posts", "keyvalue", "ipfs");
    created.put("small", "s");
    created.put("head", "h".repeat(VERY_LARGE));
    if (javaDials) {
      java.dial(javaScript);
    } else {
      javaScript.dial(java);
    }

    LiveCopy opened = javaScript.open(created.address());

    peers.assertConverge(2, List.of(created, opened));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void peers_meetAgainFiveTimes_haveWhatWasWrittenApart(boolean javaDials) {
    LivePeer java = peers.java();
    LivePeer javaScript = peers.javaScript(stack);
    LivePeer dialler = javaDials ? java : javaScript;
    LivePeer dialled = javaDials ? javaScript : java;
    LiveCopy created = dialled.create("posts", "documents", "ipfs");
    dialler.dial(dialled);
    LiveCopy opened = dialler.open(created.address());

    int entries = 0;
    for (int round = 0; round < 5; round++) {
      created.awaitExchanged();
      opened.awaitExchanged();
      (round % 2 == 0 ? dialler : dialled).hangUp(round % 2 == 0 ? dialled : dialler);
      peers.awaitApart();
      for (int i = 0; i < EACH; i++) {
        created.put("created " + round + " " + i, "apart");
        opened.put("opened " + round + " " + i, "apart");
      }
      dialler.dial(dialled);
      opened.put("opened " + round, "together");
      created.put("created " + round, "together");
      entries += 2 * EACH + 2;
      peers.assertConverge(entries, List.of(created, opened));
    }
  }
}
