package io.debros.it.interop;

import io.debros.it.javascript.JsStack;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Java nodes and JavaScript peers that meet on loopback come to have the same databases. */
class LiveInteropTest {
  @TempDir Path directory;

  @BeforeEach
  void requireJavaScript() {
    JsStack.requireInstalled(JsStack.values());
  }

  @ParameterizedTest
  @EnumSource(JsStack.class)
  void java_dialsAndOpensByAddress_hasWhatJavaScriptWrites(JsStack stack) {
    try (LivePeers peers = new LivePeers(directory, stack)) {
      LivePeer javaScript = peers.javaScript();
      LivePeer java = peers.java();
      LiveCopy created = javaScript.create("posts", "documents", "ipfs");
      created.put("before", "1");

      java.dial(javaScript);
      LiveCopy opened = java.open(created.address());
      created.put("after", "2");

      peers.assertConverge(2, List.of(created, opened));
    }
  }
}
