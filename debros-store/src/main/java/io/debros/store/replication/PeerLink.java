package io.debros.store.replication;

import io.debros.store.block.Block;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import java.util.List;

/**
 * What replication wants of peers. None of these calls waits; what comes of them is told to the
 * {@link Replicator} later, as its methods say.
 */
public interface PeerLink {
  /** How sure it is that a peer means ill. */
  enum Severity {
    /** It passed on what others may have forged. An honest JavaScript peer can do that too. */
    SUSPECT,
    /** It did what no honest peer does. */
    BREACH
  }

  /**
   * Opens a heads stream to a peer and runs a {@link HeadsExchange} on it. Ends with {@link
   * Replicator#headsEnded} or {@link Replicator#headsFailed}, within 30 seconds.
   */
  void dialHeads(PeerId peer, Address database);

  /**
   * Gets blocks from this node's own store if they are there, and from peers if not: those given
   * first, then any other. Ends for each with {@link Replicator#blockArrived} or {@link
   * Replicator#blockUnavailable}, the latter when the time of the request is up.
   *
   * @param preferred in the order in which to ask them; one that is not connected is left out
   */
  void fetch(List<Cid> blocks, List<PeerId> preferred);

  /** Nobody waits for these blocks any more; they need no answer. */
  void cancel(List<Cid> blocks);

  /**
   * Asks a peer which entries of a database come before one of them. Ends with {@link
   * Replicator#olderTold}, within 30 seconds; with an empty list if nothing comes of it.
   *
   * @param most hashes
   */
  void askOlder(PeerId peer, Address database, Cid below, int most);

  /** Publishes an entry of our own on the topic of its database. It is stored already. */
  void publish(Address database, Block entry);

  /**
   * A peer gave what it should not have given.
   *
   * @param problem names the database and the entry
   */
  void misbehaved(PeerId peer, Severity severity, Problem problem);
}
