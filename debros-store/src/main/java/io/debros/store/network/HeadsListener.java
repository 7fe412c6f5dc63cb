package io.debros.store.network;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import org.jspecify.annotations.Nullable;

/** Told what comes of heads exchanges; see the events of {@code Replicator}. Host thread only. */
interface HeadsListener {
  /** A peer opened one. */
  void started(PeerId peer, Address database);

  void received(PeerId peer, Address database, byte[] head);

  void ended(PeerId peer, Address database);

  /**
   * @param why null if the peer does not have the database open
   */
  void failed(PeerId peer, Address database, @Nullable Problem why);
}
