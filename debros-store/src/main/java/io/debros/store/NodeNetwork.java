package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.error.DebrosException;
import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.network.DatabaseLog;
import io.debros.store.network.Network;
import io.debros.store.oplog.Entry;
import io.debros.store.replication.status.DatabaseStatus;
import io.debros.store.replication.status.ReplicationProgress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network of a node: its peers, and how its databases stand with them. Every database that is
 * open at the node replicates with the peers that have it open as well, by itself. Thread-safe.
 */
public final class NodeNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(NodeNetwork.class);

  private final Network network;
  private final BlockStore blocks;
  private final Follower follower = new Follower();
  private final List<NetworkListener> listeners;

  private NodeNetwork(Network network, BlockStore blocks, List<NetworkListener> listeners) {
    this.network = network;
    this.blocks = blocks;
    this.listeners = listeners;
  }

  /** Null without settings. */
  static @Nullable NodeNetwork open(
      @Nullable NetworkSettings settings, NodeKeys keys, BlockStore blocks) {
    if (settings == null) {
      return null;
    }
    List<NetworkListener> listeners = new CopyOnWriteArrayList<>();
    Network network =
        Network.open(NetworkPlan.of(settings), keys.peerKey(), blocks, new Listeners(listeners));
    return new NodeNetwork(network, blocks, listeners);
  }

  /** Who this node is to its peers; the same as long as its directory is. */
  public PeerId peerId() {
    return network.peerId();
  }

  /** Where peers can dial it, each with its peer id; with the ports that are really in use. */
  public List<Multiaddr> addresses() {
    return network.addresses();
  }

  /**
   * Connects to a peer, unless it is connected. Does not wait; fails with a {@link
   * UnreachableException}.
   *
   * @param address that can be dialled; if it ends in {@code /p2p/…}, that peer must be there
   */
  public CompletionStage<PeerId> connect(Multiaddr address) {
    return network.dial(address);
  }

  /**
   * Connects to a peer and waits for it.
   *
   * @throws UnreachableException if it cannot be reached in time, or is another one
   */
  public PeerId connect(Multiaddr address, Duration atMost) {
    try {
      return network
          .dial(address)
          .toCompletableFuture()
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | CompletionException failure) {
      if (failure.getCause() instanceof DebrosException known) {
        throw known;
      }
      throw new IllegalStateException(failure);
    } catch (TimeoutException late) {
      throw unreached(address, "not within " + atMost);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unreached(address, "interrupted");
    }
  }

  /** Ends all connections to a peer. A configured one is dialled again after a while. */
  public void disconnect(PeerId peer) {
    network.disconnect(peer);
  }

  /** Peers that are connected now. */
  public Set<PeerId> peers() {
    return network.peers();
  }

  /**
   * Why a database is in sync with its peers, or is not.
   *
   * @throws io.debros.store.error.NotFoundException if it is not open
   */
  public DatabaseStatus status(Address database) {
    return network.status(database);
  }

  /** What was counted since the start, and what is open now. */
  public NetworkStatistics statistics() {
    return NetworkStatistics.of(network.statistics(), network.connections());
  }

  /** The clock of statuses: milliseconds since some moment. */
  public long now() {
    return network.now();
  }

  /** Tells somebody what happens from now on. */
  public void addListener(NetworkListener listener) {
    listeners.add(listener);
  }

  /** Does not tell it any more. */
  public void removeListener(NetworkListener listener) {
    listeners.remove(listener);
  }

  /** Blocks that peers have. */
  BlockSource blocks() {
    return network.blocks();
  }

  /** Replicates a database until it is closed. */
  void follow(Database database) {
    follower.follow(database);
  }

  void rulesChanged(Database database) {
    network.rulesChanged(database.address());
  }

  void close() {
    network.close();
  }

  private static UnreachableException unreached(Multiaddr address, String reason) {
    return new UnreachableException(
        problem("Peer cannot be reached")
            .at("address", address)
            .at("reason", reason)
            .advice("Check the address, and that the peer runs"),
        null);
  }

  /** Tells the network what happens to databases. */
  private final class Follower implements DatabaseListener {
    private final Map<Database, DatabaseLog> logs = new ConcurrentHashMap<>();

    void follow(Database database) {
      DatabaseLog log = new DatabaseLog(database, blocks);
      logs.put(database, log);
      database.addListener(this);
      network.opened(log);
    }

    @Override
    public void appended(Database database, List<Entry> entries) {
      network.appended(database.address(), entries);
    }

    @Override
    public void joined(Database database, List<Entry> heads) {
      network.stored(heads);
    }

    @Override
    public void dropped(Database database) {
      DatabaseLog log = logs.get(database);
      if (log != null) {
        network.closed(log);
        network.opened(log);
      }
    }

    @Override
    public void closed(Database database) {
      DatabaseLog log = logs.remove(database);
      if (log != null) {
        network.closed(log);
      }
    }
  }

  /** Tells everybody who listens. */
  private record Listeners(List<NetworkListener> all) implements Network.Watcher {
    @Override
    public void peerJoined(PeerId peer) {
      tell(listener -> listener.peerJoined(peer));
    }

    @Override
    public void peerLeft(PeerId peer) {
      tell(listener -> listener.peerLeft(peer));
    }

    @Override
    public void replicated(ReplicationProgress progress) {
      tell(listener -> listener.replicated(progress));
    }

    private void tell(Consumer<NetworkListener> event) {
      for (NetworkListener listener : all) {
        try {
          event.accept(listener);
        } catch (RuntimeException failure) {
          LOG.warn("Listener of the network failed", failure);
        }
      }
    }
  }
}
