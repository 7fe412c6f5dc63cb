package io.debros.it.interop;

import io.debros.it.javascript.JsStack;

/** With JavaScript peers on what OrbitDB 4.0.0 is developed against. */
class LiveS6InteropTest extends LivePeersContract {
  LiveS6InteropTest() {
    super(JsStack.S6);
  }
}
