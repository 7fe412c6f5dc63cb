package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.replication.status.HeadStatus;
import org.jspecify.annotations.Nullable;

/** A head that a peer named and that is not part of the log. */
final class Target {
  final Cid head;
  final PeerId source;

  /** Whose room it takes; null for those who are not connected, all together. */
  final @Nullable PeerId payer;

  final long since;

  /** How often it could not be joined. */
  int attempts;

  /** When it is tried again; 0 if it is being tried. */
  long retryAt;

  /** Why it could not be joined: blocks were missing, and not that it was refused. */
  boolean incomplete;

  Target(Cid head, PeerId source, @Nullable PeerId payer, long since) {
    this.head = head;
    this.source = source;
    this.payer = payer;
    this.since = since;
  }

  HeadStatus status() {
    return new HeadStatus(head, source, since, attempts, retryAt);
  }

  boolean isOpen() {
    return retryAt == 0;
  }
}
