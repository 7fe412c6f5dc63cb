package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.it.javascript.JsStack;
import io.debros.store.NetworkSettings;
import io.debros.store.libp2p.peer.Multiaddr;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both kinds of peers meet over WebSocket alone, whoever dials. */
class LiveWebSocketInteropTest extends WithLivePeers {
  private static final String LISTEN = "/ip4/127.0.0.1/tcp/0/ws";

  /** Goes in many frames. */
  private static final int LARGE = 200_000;

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void peers_overWebSocket_haveWhatBothWrite(JsStack stack) {
    LivePeer java =
        peers.java(NetworkSettings.loopback().withListen(List.of(Multiaddr.parse(LISTEN))));
    LivePeer javaScript = peers.javaScript(stack, Map.of("listen", List.of(LISTEN)));
    assertThat(List.of(java.address(), javaScript.address()))
        .allSatisfy(address -> assertThat(address).contains("/ws/p2p/"));

    LiveCopy created = java.create("posts", "documents", "ipfs");
    created.put("before", "h".repeat(LARGE));
    javaScript.dial(java);
    LiveCopy opened = javaScript.open(created.address());
    writeBoth(created, opened);
    peers.assertConverge(3, List.of(created, opened));

    LivePeers.part(java, javaScript);
    writeBoth(created, opened);
    java.dial(javaScript);
    writeBoth(created, opened);
    peers.assertConverge(7, List.of(created, opened));
  }

  private static void writeBoth(LiveCopy created, LiveCopy opened) {
    created.put("of Java", "j".repeat(LARGE));
    opened.put("of JavaScript", "s".repeat(LARGE));
  }
}
