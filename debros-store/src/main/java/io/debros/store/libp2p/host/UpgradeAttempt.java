package io.debros.store.libp2p.host;

import io.debros.store.error.DebrosException;
import io.debros.store.libp2p.peer.PeerId;

/** Who waits for the end of an upgrade. Host thread. */
interface UpgradeAttempt {
  /** It worked. */
  void succeeded(PeerId peer);

  /**
   * It did not.
   *
   * @param isDropped whether the other side took the connection and ended it without a word
   */
  void failed(DebrosException why, Refusal reason, boolean isDropped);
}
