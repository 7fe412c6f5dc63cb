package io.debros.store.bitswap;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/** Does what {@link Bitswap} asks for, and may call it meanwhile. None of these calls waits. */
public interface BitswapPerformer {
  /**
   * Sends one message, behind the earlier ones for the same peer. When its bytes have left, {@link
   * Bitswap#sent} is told. If they cannot be sent although the peer stays connected, call {@link
   * Bitswap#disconnected} and {@link Bitswap#connected}: then what is wanted is asked for again.
   *
   * @param message without its length
   */
  void send(PeerId peer, byte[] message);

  /**
   * A block that was asked for is here. It has the right hash and is not stored yet, unless it is
   * our own.
   *
   * @param from who gave it; null if it was here already
   */
  void arrived(Cid block, byte[] bytes, @Nullable PeerId from);

  /** Nobody gave a block in time, or nobody can, because its hash cannot be checked here. */
  void unavailable(Cid block);

  /**
   * A peer did what it should not.
   *
   * @param isBreach whether honest peers never do that
   */
  void misbehaved(PeerId peer, Problem problem, boolean isBreach);
}
