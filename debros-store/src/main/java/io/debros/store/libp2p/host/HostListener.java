package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.PeerId;
import java.util.Set;

/** Is told of peers that come and go. On the host thread. */
public interface HostListener {
  /** The first connection to a peer is there; streams can be opened. */
  void connected(PeerId peer);

  /**
   * The peer has said what it speaks; again whenever it says so anew.
   *
   * @param protocols all that it accepts; immutable
   */
  void identified(PeerId peer, Set<String> protocols);

  /** The last connection to a peer is gone. */
  void disconnected(PeerId peer);
}
