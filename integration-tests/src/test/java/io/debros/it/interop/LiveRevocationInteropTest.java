package io.debros.it.interop;

import static io.debros.it.interop.LivePeers.assertSame;
import static io.debros.it.interop.LivePeers.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.it.javascript.JsStack;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.oplog.Refusal;
import io.debros.store.oplog.RefusalReason;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who may write no longer is refused by the other kind of peer, and what was written before stays.
 */
class LiveRevocationInteropTest extends WithLivePeers {
  private static final String NOT_ALLOWED = "is not allowed to write to the log";

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void javaScript_revokedByJava_isRefusedUntilGrantedAgain(JsStack stack) {
    JavaLivePeer java = peers.java();
    JsLivePeer javaScript = peers.javaScript(stack);
    javaScript.dial(java);
    JavaLivePeer.Copy kept = java.create("posts", "documents", "orbitdb");
    LiveCopy revoked = javaScript.open(kept.address());
    List<Refusal> rejected = kept.watchRejected();
    grantAndWrite(kept, revoked, javaScript);

    LivePeers.part(java, javaScript);
    kept.revoke(javaScript.identity());
    revoked.put("late", "has not heard of it");
    javaScript.dial(java);

    awaitUntil("told of it", () -> assertThat(rejected).hasSize(1));
    assertThat(rejected.get(0).reason()).isEqualTo(RefusalReason.ACCESS_REVOKED);
    assertThat(rejected.get(0).writer()).isEqualTo(javaScript.identity());
    assertThat(revoked.state().heads()).containsExactly(rejected.get(0).entry().toString());
    revoked.awaitStranger(javaScript.identity());
    assertThatThrownBy(() -> revoked.put("later", "has heard of it"))
        .hasMessageContaining(NOT_ALLOWED);
    assertThat(kept.state().count()).isEqualTo(1);
    assertThat(kept.rows()).singleElement().asString().contains("allowed");
    assertThat(javaScript.errors()).isEmpty();

    // JavaScript refuses what names an entry of its own, although it has that
    kept.put("on top", "by who may write");
    awaitRefusedBy(javaScript);
    kept.grant(javaScript.identity());
    revoked.awaitWriter(javaScript.identity());
    kept.awaitCount(3);
    kept.put("joins all", "by who may write");
    assertSame(4, List.of(kept, revoked));
    revoked.put("again", "allowed again");
    assertSame(5, List.of(kept, revoked));
    assertThat(rejected).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void java_revokedByJavaScript_isRefusedAndSaysSo(JsStack stack) {
    JavaLivePeer java = peers.java();
    JsLivePeer javaScript = peers.javaScript(stack);
    java.dial(javaScript);
    LiveCopy kept = javaScript.create("posts", "documents", "orbitdb");
    LiveCopy revoked = java.open(kept.address());
    grantAndWrite(kept, revoked, java);

    LivePeers.part(java, javaScript);
    kept.revoke(java.identity());
    revoked.put("late", "has not heard of it");
    java.dial(javaScript);

    awaitRefusedBy(javaScript);
    revoked.awaitStranger(java.identity());
    assertThatThrownBy(() -> revoked.put("later", "has heard of it"))
        .isInstanceOf(AppendDeniedException.class)
        .hasMessageContaining(java.identity())
        .hasMessageContaining(revoked.address());
    assertThat(kept.rows()).singleElement().asString().contains("allowed");

    kept.put("beside", "by who may write");
    revoked.awaitCount(3);
    assertThat(kept.state().count()).isEqualTo(2);
    assertThat(java.errors()).isEmpty();

    kept.grant(java.identity());
    revoked.awaitWriter(java.identity());
    revoked.put("joins all", "allowed again");
    assertSame(4, List.of(kept, revoked));
  }

  private void grantAndWrite(LiveCopy kept, LiveCopy revoked, LivePeer writer) {
    kept.grant(writer.identity());
    revoked.awaitWriter(writer.identity());
    revoked.put("allowed", "in time");
    peers.assertConverge(1, List.of(kept, revoked));
  }

  private static void awaitRefusedBy(JsLivePeer javaScript) {
    awaitUntil(
        "refused by JavaScript",
        () ->
            assertThat(javaScript.errors())
                .anySatisfy(error -> assertThat(error).contains(NOT_ALLOWED)));
    assertThat(javaScript.errors()).allSatisfy(error -> assertThat(error).contains(NOT_ALLOWED));
  }
}
