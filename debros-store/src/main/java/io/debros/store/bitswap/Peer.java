package io.debros.store.bitswap;

import io.debros.store.libp2p.peer.PeerId;

/** A connected peer: what we ask of it, what it asks of us. One thread at a time. */
final class Peer {
  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  final PeerId id;
  final Asked asked;
  final Ledger ledger = new Ledger();
  final Unwanted unwanted;

  /** Bytes of messages that have not left. */
  long queuedBytes;

  /** When it last sent a block that was wanted. */
  long gaveAt = LONG_AGO;

  Peer(PeerId id, BitswapLimits limits) {
    this.id = id;
    this.asked = new Asked(limits.maxOutstanding());
    this.unwanted = new Unwanted(limits);
  }
}
