package io.debros.store.libp2p.host;

import io.debros.store.error.DebrosException;
import io.debros.store.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/** Passes on how an upgrade ends, and nothing that comes afterwards. Host thread. */
final class FirstOutcome implements UpgradeAttempt {
  private @Nullable UpgradeAttempt waiting;

  FirstOutcome(UpgradeAttempt waiting) {
    this.waiting = waiting;
  }

  @Override
  public void succeeded(PeerId peer) {
    UpgradeAttempt first = take();
    if (first != null) {
      first.succeeded(peer);
    }
  }

  @Override
  public void failed(DebrosException why, Refusal reason, boolean isDropped) {
    UpgradeAttempt first = take();
    if (first != null) {
      first.failed(why, reason, isDropped);
    }
  }

  private @Nullable UpgradeAttempt take() {
    UpgradeAttempt first = waiting;
    waiting = null;
    return first;
  }
}
