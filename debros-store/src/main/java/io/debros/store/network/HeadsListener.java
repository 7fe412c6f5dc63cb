package io.debros.store.network;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Told what comes of heads exchanges; see the events of {@code Replicator}. Host thread only. */
interface HeadsListener {
  /** A peer opened one. */
  void started(PeerId peer, Address database);

  void received(PeerId peer, Address database, byte[] head);

  /**
   * Both sides have told their heads.
   *
   * @param left heads of ours that were too long to be told
   */
  void ended(PeerId peer, Address database, List<Entry> left);

  /**
   * @param why null if the peer does not have the database open
   */
  void failed(PeerId peer, Address database, @Nullable Problem why);
}
