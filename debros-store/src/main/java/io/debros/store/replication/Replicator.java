package io.debros.store.replication;

import io.debros.store.block.Block;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.replication.status.DatabaseStatus;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Replication of all databases of a node with all its peers, as a state machine: every method is an
 * event and returns what is to be done about it. Reads the logs, waits for nothing, knows no clock:
 * {@code now} is in milliseconds and never goes back. Events about databases that are not open do
 * nothing. One thread at a time.
 *
 * <p>Nothing that a peer sends is trusted: entries become part of a log only through {@link
 * ReplicatedLog#offer}.
 *
 * @see <a href="https://github.com/orbitdb/orbitdb/blob/main/docs/REPLICATION.md">OrbitDB
 *     replication</a>
 */
public final class Replicator {
  private final Shared shared;
  private final Map<Address, Replica> replicas = new LinkedHashMap<>();

  /**
   * @param random varies times, and picks peers
   */
  public Replicator(ReplicationLimits limits, ReplicationTimes times, RandomGenerator random) {
    this.shared = new Shared(limits, times, random);
  }

  /**
   * A database was opened. The heads protocol is registered and the topic is subscribed by now.
   *
   * @param subscribers connected peers that announced its topic before
   */
  public List<ReplicationAction> opened(
      ReplicatedLog log, Collection<PeerId> subscribers, long now) {
    Replica replica = new Replica(log, shared);
    Replica before = replicas.put(log.address(), replica);
    if (before != null) {
      before.close();
    }
    replica.open(now);
    subscribers.forEach(peer -> replica.subscribed(peer, now));
    return actions();
  }

  /** A database was closed. */
  public List<ReplicationAction> closed(Address database) {
    Replica replica = replicas.remove(database);
    if (replica != null) {
      replica.close();
    }
    return actions();
  }

  /** A peer announced the topic of a database. */
  public List<ReplicationAction> subscribed(PeerId peer, Address database, long now) {
    return with(database, replica -> replica.subscribed(peer, now));
  }

  /** A peer took that back. */
  public List<ReplicationAction> unsubscribed(PeerId peer, Address database) {
    return with(database, replica -> replica.gone(peer));
  }

  /** The last connection to a peer is gone. */
  public List<ReplicationAction> disconnected(PeerId peer) {
    shared.tellers.remove(peer);
    replicas.values().forEach(replica -> replica.gone(peer));
    return actions();
  }

  /** A connected peer says that it can be asked what is older than an entry. */
  public List<ReplicationAction> tellsOlder(PeerId peer) {
    shared.tellers.add(peer);
    return actions();
  }

  /**
   * What a {@link PeerLink#askOlder} came to.
   *
   * @param hashes as the peer gave them; empty if it did not answer
   */
  public List<ReplicationAction> olderTold(
      PeerId peer, Address database, Cid below, List<Cid> hashes, long now) {
    shared.tellers.answered(peer);
    return with(database, replica -> replica.pull().olderTold(peer, below, hashes, now));
  }

  /** A peer opened a heads stream, so that there is no need to dial it. */
  public List<ReplicationAction> headsStarted(PeerId peer, Address database, long now) {
    return with(database, replica -> replica.headsStarted(peer, now));
  }

  /** A head came on a heads stream, whoever opened that. */
  public List<ReplicationAction> headReceived(
      PeerId peer, Address database, byte[] block, long now) {
    return with(database, replica -> replica.headReceived(peer, block, now));
  }

  /** Both sides of a heads stream have ended it. */
  public List<ReplicationAction> headsEnded(PeerId peer, Address database, long now) {
    return with(database, replica -> replica.headsEnded(peer, now));
  }

  /**
   * A heads stream could not be opened, broke, or took too long. It is tried again later.
   *
   * @param why null if the peer does not speak the protocol, which means that it does not have the
   *     database open, or not yet
   */
  public List<ReplicationAction> headsFailed(
      PeerId peer, Address database, @Nullable Problem why, long now) {
    return with(database, replica -> replica.headsFailed(peer, why, now));
  }

  /**
   * A message came on the topic of a database.
   *
   * @param author who signed the message, not who forwarded it
   */
  public List<ReplicationAction> updateReceived(
      PeerId author, Address database, byte[] block, long now) {
    return with(database, replica -> replica.updateReceived(author, block, now));
  }

  /** An entry of our own was appended, and its block and that of its identity are stored. */
  public List<ReplicationAction> appended(Address database, Block entry) {
    return with(database, replica -> shared.act(new ReplicationAction.Publish(database, entry)));
  }

  /** A block that was asked for is here. Bytes with another hash count as unavailable. */
  public List<ReplicationAction> blockArrived(Cid block, byte[] bytes, long now) {
    boolean right = block.multihash().isComputable() && block.multihash().isOf(bytes);
    for (Pull pull : shared.fetches.end(block)) {
      if (right) {
        pull.arrived(block, bytes, now);
      } else {
        pull.unavailable(block, now);
      }
    }
    return actions();
  }

  /** Nobody gave a block that was asked for, and its time is up. */
  public List<ReplicationAction> blockUnavailable(Cid block, long now) {
    shared.fetches.end(block).forEach(pull -> pull.unavailable(block, now));
    return actions();
  }

  /** What a {@link ReplicationAction.Join} came to. */
  public List<ReplicationAction> joined(Address database, JoinOutcome outcome, long now) {
    return with(database, replica -> replica.joined(outcome, now));
  }

  /** What a {@link ReplicationAction.Check} found. */
  public List<ReplicationAction> checked(Address database, List<Refusal> refusals, long now) {
    return with(database, replica -> replica.pull().checked(refusals, now));
  }

  /** A {@link ReplicationAction.Prove} is done. */
  public List<ReplicationAction> proved(Address database) {
    return with(database, replica -> replica.pull().proved());
  }

  /** A join or a check failed: its storage, or the database is closed. It is tried again later. */
  public List<ReplicationAction> failed(Address database, Problem why, long now) {
    return with(database, replica -> replica.pull().failed(why, now));
  }

  /**
   * Entries may be taken now that were not before: a right was granted, or a provider of identities
   * registered. What waits for that is tried at once.
   */
  public List<ReplicationAction> rulesChanged(Address database, long now) {
    return with(database, replica -> replica.pull().rulesChanged(now));
  }

  /** Time has passed; to be called when {@link #nextTick} says so. */
  public List<ReplicationAction> tick(long now) {
    shared.agenda.run(now);
    return actions();
  }

  /** When the next {@link #tick} is due; {@link Long#MAX_VALUE} if none is. */
  public long nextTick() {
    return shared.agenda.next();
  }

  /**
   * How a database stands.
   *
   * @throws NotFoundException if it is not open
   */
  public DatabaseStatus status(Address database) {
    Replica replica = replicas.get(database);
    if (replica == null) {
      throw new NotFoundException(
          Problem.problem("Database does not replicate")
              .at("address", database)
              .advice("Open it first"));
    }
    return replica.status();
  }

  /**
   * A block that was fetched, or came by itself, and is not part of a log yet; null if there is
   * none. Its hash is right, and nothing more is known of it. Peers need it as much as we do: two
   * that wait for what the other holds would wait for ever.
   */
  public byte @Nullable [] find(Cid block) {
    if (shared.held() == 0) {
      return null;
    }
    for (Replica replica : replicas.values()) {
      byte[] bytes = replica.pull().find(block);
      if (bytes != null) {
        return bytes;
      }
    }
    return null;
  }

  /** Blocks that {@link #find} has and had not when this was called last. */
  public List<Cid> takeGathered() {
    return shared.takeGathered();
  }

  /** Memory that is taken by entries which were fetched and have not joined yet, about. */
  public long heldBytes() {
    return shared.held();
  }

  /** The databases that are open. */
  public Set<Address> databases() {
    return Set.copyOf(replicas.keySet());
  }

  private List<ReplicationAction> with(Address database, Consumer<Replica> event) {
    Replica replica = replicas.get(database);
    if (replica != null) {
      event.accept(replica);
    }
    return actions();
  }

  private List<ReplicationAction> actions() {
    shared.fetches.pump();
    return shared.drain();
  }
}
