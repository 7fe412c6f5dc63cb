package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.EntryBlock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block on its way into one log: an entry, or the identity of a writer. */
final class Node {
  enum State {
    /** Not here. */
    WANTED,
    /** Here, but something that it builds on is not. */
    WAITING,
    /** Here with all that it builds on, and about to join. */
    READY,
    /** Given to the writer of the database. */
    JOINING,
    /** Here for those that need it: an identity, or an entry that is refused for the time being. */
    KEPT,
    /** No longer of interest. */
    GONE
  }

  final Cid cid;
  final boolean identity;

  /** Who named it first. */
  final PeerId source;

  State state = State.WANTED;

  /** Null while it is wanted. */
  @Nullable EntryBlock block;

  /** The identity of its writer, unless that is stored here. */
  @Nullable Node writer;

  /** How many of the blocks that it builds on are not here. */
  int lacking;

  /** Whether somebody wants it for itself, as a head. */
  boolean root;

  /** Whether it was checked by itself. */
  boolean sound;

  /** What it takes of the memory of the node. */
  long cost;

  /** What builds on it, as far as that is here. */
  final List<Node> dependents = new ArrayList<>(2);

  Node(Cid cid, boolean identity, PeerId source) {
    this.cid = cid;
    this.identity = identity;
    this.source = source;
  }

  boolean isHere() {
    return state == State.READY || state == State.JOINING || state == State.KEPT;
  }

  /** Whether anything that is still of interest needs it. */
  boolean isNeeded() {
    return root || dependents.stream().anyMatch(on -> on.state == State.WAITING);
  }

  /** Whether entries that it builds on are not here. */
  boolean lacksEntries() {
    return lacking > (hasWriter() ? 0 : 1);
  }

  /** Whether its signature can be checked. */
  boolean hasWriter() {
    return writer == null || writer.isHere();
  }
}
