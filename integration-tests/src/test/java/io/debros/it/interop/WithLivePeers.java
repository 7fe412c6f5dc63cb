package io.debros.it.interop;

import io.debros.it.javascript.JsStack;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has peers of its own, which end with it; skipped where no JavaScript is installed. */
abstract class WithLivePeers {
  /** What peers keep is below this. */
  @TempDir Path directory;

  LivePeers peers;

  @BeforeEach
  void requireJavaScript() {
    JsStack.requireInstalled(JsStack.values());
    peers = new LivePeers(directory);
  }

  @AfterEach
  void endPeers() {
    if (peers != null) { // else it was skipped
      peers.close();
    }
  }
}
