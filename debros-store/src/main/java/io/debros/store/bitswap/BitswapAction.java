package io.debros.store.bitswap;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/** What {@link Bitswap} wants done. To be performed in the order in which it says so. */
public sealed interface BitswapAction {
  /** Calls the method of the performer that does it. */
  void perform(BitswapPerformer performer);

  /** See {@link BitswapPerformer#send}. */
  record Send(PeerId peer, byte[] message) implements BitswapAction {
    @Override
    public void perform(BitswapPerformer performer) {
      performer.send(peer, message);
    }
  }

  /** See {@link BitswapPerformer#arrived}. */
  record Arrived(Cid block, byte[] bytes, @Nullable PeerId from) implements BitswapAction {
    @Override
    public void perform(BitswapPerformer performer) {
      performer.arrived(block, bytes, from);
    }
  }

  /** See {@link BitswapPerformer#unavailable}. */
  record Unavailable(Cid block) implements BitswapAction {
    @Override
    public void perform(BitswapPerformer performer) {
      performer.unavailable(block);
    }
  }

  /** See {@link BitswapPerformer#misbehaved}. */
  record Misbehaved(PeerId peer, Problem problem, boolean isBreach) implements BitswapAction {
    @Override
    public void perform(BitswapPerformer performer) {
      performer.misbehaved(peer, problem, isBreach);
    }
  }
}
