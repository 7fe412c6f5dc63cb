package io.debros.store.bitswap;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import java.util.ArrayList;
import java.util.List;

/** One block that we ask for, whoever of us waits for it. One thread at a time. */
final class Wanted {
  /** As it is asked for; known by its multihash. */
  final Cid cid;

  /** What it was asked for as: once for each who waits. */
  final List<Cid> waiting = new ArrayList<>(1);

  /** Whom to ask first. */
  final List<PeerId> preferred;

  /** Whom it is asked of, or will be when there is room. */
  final List<Peer> peers = new ArrayList<>(2);

  /** Whether it was asked for a short time ago: peers may have to be told that they send again. */
  final boolean isAgain;

  final long since;
  long deadline;

  /** When all others are asked too. */
  long widensAt;

  /** Whether all peers are asked. */
  boolean isWide;

  Wanted(Cid cid, List<PeerId> preferred, boolean isAgain, long since) {
    this.cid = cid;
    this.preferred = preferred;
    this.isAgain = isAgain;
    this.since = since;
  }

  Multihash hash() {
    return cid.multihash();
  }
}
