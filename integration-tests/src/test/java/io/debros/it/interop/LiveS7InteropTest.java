package io.debros.it.interop;

import io.debros.it.javascript.JsStack;

/** With JavaScript peers on the newest libraries. */
class LiveS7InteropTest extends LivePeersContract {
  LiveS7InteropTest() {
    super(JsStack.S7);
  }
}
