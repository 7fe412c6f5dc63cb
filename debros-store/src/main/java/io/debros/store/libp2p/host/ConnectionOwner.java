package io.debros.store.libp2p.host;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/** Who has the connections of a host. Host thread. */
interface ConnectionOwner {
  /** A connection is there. It is refused if this returns why. */
  @Nullable Refused established(Connection connection);

  /**
   * A connection is gone.
   *
   * @param wasEstablished whether {@link #established} had taken it
   */
  void ended(Connection connection, boolean wasEstablished);

  /** See {@link Host#misbehaved}. */
  void misbehaved(PeerId peer, Problem problem, boolean isBreach);

  /** Lets peers go while too much waits on all connections. */
  void limitWaiting();

  /** Bytes that are unread on all connections of a peer. */
  long unreadOf(PeerId peer);
}
