package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.it.javascript.JsDatabase;
import io.debros.it.javascript.JsPeer;
import io.debros.it.javascript.JsStack;
import io.debros.it.javascript.LogState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * JavaScript peers among themselves: what they do without us is what we compare ourselves with, and
 * it shows that the harness sees what it should.
 */
class JsPeersTest {
  private static final int EACH = 15;

  @TempDir Path directory;

  private final List<JsPeer> peers = new ArrayList<>();

  @BeforeEach
  void requireJavaScript() {
    JsStack.requireInstalled(JsStack.values());
  }

  @AfterEach
  void closePeers() {
    peers.forEach(JsPeer::close);
  }

  @ParameterizedTest
  @CsvSource({"S6, S6", "S7, S7", "S6, S7"})
  void peers_writingAtOnce_haveEqualLogs(JsStack one, JsStack other) {
    JsPeer first = start(one, "first");
    JsPeer second = start(other, "second");
    assertThat(second.dial(first.address())).isEqualTo(first.peerId());
    assertThat(second.peers()).containsExactly(first.peerId());

    for (String type : List.of("documents", "keyvalue", "events")) {
      for (String access : List.of("ipfs", "orbitdb")) {
        assertConverge(first, second, type, access);
      }
    }

    assertThat(first.errors()).isEmpty();
    assertThat(second.errors()).isEmpty();
  }

  private static void assertConverge(JsPeer first, JsPeer second, String type, String access) {
    JsDatabase created = first.create(type + " with " + access, type, access);
    JsDatabase opened = second.open(created.address());
    created.awaitSubscribers(1);
    opened.awaitSubscribers(1);
    if (access.equals("orbitdb")) {
      assertThatThrownBy(() -> opened.put("early", Map.of("n", 1))).hasMessageContaining("write");
      created.grant(second.identity());
      opened.awaitWriter(second.identity());
    }

    CompletableFuture<?> writing = created.putMany(EACH, "first", 100);
    opened.putMany(EACH, "second", 100).join();
    writing.join();
    created.awaitCount(2 * EACH);
    opened.awaitCount(2 * EACH);

    int entries = 2 * EACH;
    if (!type.equals("events")) {
      opened.delete("first-0");
      created.awaitCount(++entries);
      assertThat(created.get("first-0").isNull()).isTrue();
      assertThat(created.get("second-3").get("i").asInt()).isEqualTo(3);
    }
    assertThat(opened.state()).isEqualTo(created.state());
    assertThat(created.state()).isEqualTo(LogState.of(created.values(), created.state().heads()));
    assertThat(created.state().count()).isEqualTo(entries);
    assertThat(opened.all()).isEqualTo(created.all());
  }

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void peer_startedAgain_isTheSameAndMeetsWhatItMissed(JsStack stack) {
    JsPeer stayed = start(stack, "stayed");
    JsPeer before = start(stack, "restarted");
    before.dial(stayed.address());
    JsDatabase database = stayed.create("notes", "keyvalue", "ipfs");
    before.open(database.address()).awaitSubscribers(1);
    database.awaitSubscribers(1);
    before.close();
    database.putMany(EACH, "missed", 10).join();

    JsPeer after = start(stack, "restarted");
    after.dial(stayed.address());
    JsDatabase reopened = after.open(database.address());
    reopened.awaitEntriesOf(database.state());

    assertThat(after.peerId()).isEqualTo(before.peerId());
    assertThat(after.identity()).isEqualTo(before.identity());
    assertThat(reopened.state()).isEqualTo(database.state());
    assertThat(stayed.errors()).isEmpty();
    assertThat(after.errors()).isEmpty();
  }

  @Test
  void peer_toldWhatItCannotDo_says() {
    JsPeer peer = start(JsStack.S6, "alone");
    JsDatabase database = peer.create("notes", "keyvalue", "ipfs");
    database.close();

    assertThatThrownBy(database::state).hasMessageContaining("not open: " + database.address());
    assertThatThrownBy(() -> peer.dial("nowhere")).hasMessageContaining("InvalidMultiaddrError");
    assertThat(peer.peers()).isEmpty();
  }

  @Test
  void peer_killed_failsWhatItIsTold() {
    JsPeer peer = start(JsStack.S6, "killed");
    JsDatabase database = peer.create("notes", "events", "ipfs");
    CompletableFuture<?> writing = database.putMany(1_000_000, "endless", 0);

    peer.kill();

    assertThatThrownBy(writing::join).hasMessageContaining("has ended");
    assertThatThrownBy(() -> database.add("late")).hasMessageContaining("has ended");
  }

  private JsPeer start(JsStack stack, String name) {
    JsPeer peer = JsPeer.start(stack, directory.resolve(name), Map.of("id", name));
    peers.add(peer);
    return peer;
  }
}
