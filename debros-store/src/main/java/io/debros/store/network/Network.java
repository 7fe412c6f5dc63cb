package io.debros.store.network;

import io.debros.store.bitswap.Bitswap;
import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.libp2p.gossipsub.Gossipsub;
import io.debros.store.libp2p.host.ConnectionInfo;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostListener;
import io.debros.store.libp2p.host.HostStatistics;
import io.debros.store.libp2p.mdns.MdnsService;
import io.debros.store.libp2p.mdns.MdnsSettings;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.Entry;
import io.debros.store.replication.ReplicatedLog;
import io.debros.store.replication.Replicator;
import io.debros.store.replication.status.DatabaseStatus;
import io.debros.store.replication.status.ReplicationProgress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A node's place in the network: its host, and the replication of its open databases with whoever
 * has them as well. Thread-safe; nothing here waits for peers but {@link #blocks}.
 */
public final class Network implements AutoCloseable {
  /** Told what happens, one call after the other, on a thread of its own. */
  public interface Watcher {
    /** A peer is connected that was not. */
    void peerJoined(PeerId peer);

    /** The last connection to a peer is gone. */
    void peerLeft(PeerId peer);

    /** A database got on, caught up, or cannot get on. */
    void replicated(ReplicationProgress progress);
  }

  private final Host host;
  private final HostCalls hostThread;
  private final KeptPeers kept;
  private final BlockRequests requests;
  private final BlockStreams blockStreams;
  private final Replication replication;
  private final OwnEntries own = new OwnEntries();
  private final ExecutorService joins;
  private final ExecutorService notifier;
  private final Watcher watcher;
  private volatile @Nullable MdnsService mdns;

  private Network(
      Host host, NetworkOptions options, PrivateKey key, BlockStore blocks, Watcher watcher) {
    this.host = host;
    this.hostThread = new HostCalls(host);
    this.watcher = watcher;
    this.joins = Threads.pool("debros-join", Runtime.getRuntime().availableProcessors());
    this.notifier = Threads.pool("debros-network-events", 1);
    SecureRandom random = new SecureRandom();
    this.kept = new KeptPeers(host, options.bootstrap(), options.mdns() != null, random);
    this.requests = new BlockRequests(host, () -> !host.peers().isEmpty() || kept.mayMeet());
    Bitswap bitswap =
        new Bitswap(
            options.bitswapLimits(),
            options.bitswapTimes(),
            new OwnBlocks(blocks, requests),
            host.now());
    this.blockStreams = new BlockStreams(host, bitswap, options.messageBytes(), requests);
    Gossipsub gossipsub =
        new Gossipsub(
            key,
            options.gossip(),
            options.gossipLimits(),
            random,
            host.now(),
            Gossipsub.firstSeqno(System.currentTimeMillis(), 0));
    OfferedPeers offered = new OfferedPeers(host);
    this.replication =
        new Replication(
            host,
            new Replicator(options.replication(), options.times(), random),
            requests,
            joins,
            this::progressed,
            pubsub ->
                new PubsubStreams(
                    host,
                    gossipsub,
                    options.messageBytes(),
                    options.waitingBytes(),
                    pubsub,
                    options.exchange() ? offered::offered : none -> {}));
    requests.connect(blockStreams, replication);
  }

  /**
   * Begins to listen.
   *
   * @throws io.debros.store.error.UnreachableException if an address cannot be listened on
   */
  public static Network open(
      NetworkOptions options, PrivateKey key, BlockStore blocks, Watcher watcher) {
    Opening opening = new Opening();
    Host host =
        Host.start(
            options.host(),
            key,
            opening,
            started -> opening.network = new Network(started, options, key, blocks, watcher));
    Network network = opening.network;
    if (network == null) {
      host.close();
      throw new IllegalStateException("Host did not set up the network");
    }
    network.start(options.mdns());
    return network;
  }

  /** Begins to look for peers. */
  private void start(@Nullable MdnsSettings settings) {
    hostThread.run(kept::start);
    if (settings != null) {
      try {
        mdns = MdnsService.start(settings, host.id(), host::addresses, this::discovered);
      } catch (RuntimeException failure) {
        close();
        throw failure;
      }
    }
  }

  private void discovered(Multiaddr address) {
    hostThread.run(() -> kept.discovered(address));
  }

  /** Who this node is to its peers. */
  public PeerId peerId() {
    return host.id();
  }

  /** Where peers find it, each with its id. */
  public List<Multiaddr> addresses() {
    return host.addresses().stream().map(address -> address.withPeer(host.id())).toList();
  }

  /** Milliseconds since some moment. */
  public long now() {
    return host.now();
  }

  /** Connects to a peer, if it is not connected. */
  public CompletionStage<PeerId> dial(Multiaddr address) {
    return host.dial(address);
  }

  /** Ends all connections to a peer. */
  public void disconnect(PeerId peer) {
    hostThread.run(() -> host.disconnect(peer));
  }

  /** Present connections, the oldest first. */
  public List<ConnectionInfo> connections() {
    return hostThread.call(host::connections);
  }

  /** Peers that are connected. */
  public Set<PeerId> peers() {
    return hostThread.call(() -> Set.copyOf(host.peers()));
  }

  /** What was counted since the start. */
  public HostStatistics statistics() {
    return host.statistics();
  }

  /** A database was opened: it replicates from now on. */
  public void opened(ReplicatedLog log) {
    hostThread.run(() -> replication.opened(log));
  }

  /** It was closed. */
  public void closed(ReplicatedLog log) {
    hostThread.run(() -> replication.closed(log));
  }

  /**
   * This node wrote entries: they are published.
   *
   * @param entries of one database, oldest first; stored already, and the identity of the writer
   */
  public void appended(Address database, List<Entry> entries) {
    if (own.add(database, entries)) {
      hostThread.run(() -> own.take().forEach(replication::appended));
    }
  }

  /** Blocks came to be here by other ways than through the network. */
  public void stored(List<Entry> entries) {
    hostThread.run(() -> requests.stored(entries.stream().map(Entry::hash).toList()));
  }

  /** Entries of a database may be taken now that were not before. */
  public void rulesChanged(Address database) {
    hostThread.run(() -> replication.rulesChanged(database));
  }

  /**
   * How the replication of an open database stands.
   *
   * @throws io.debros.store.error.NotFoundException if it is not open
   */
  public DatabaseStatus status(Address database) {
    return hostThread.call(() -> replication.status(database));
  }

  /** Blocks that peers have; waits up to half a minute for each. */
  public BlockSource blocks() {
    return requests;
  }

  /** Says good-bye to all peers, and stops. Joins that run are finished. */
  @Override
  public void close() {
    MdnsService discovery = mdns;
    if (discovery != null) {
      discovery.close();
    }
    hostThread.run(requests::close);
    host.close();
    Threads.stop(joins);
    Threads.stop(notifier);
  }

  private void progressed(ReplicationProgress progress) {
    tell(() -> watcher.replicated(progress));
  }

  private void identified(PeerId peer, Set<String> protocols) {
    blockStreams.identified(peer, protocols);
    replication.identified(peer, protocols);
  }

  private void joined(PeerId peer) {
    kept.connected(peer);
    tell(() -> watcher.peerJoined(peer));
  }

  private void left(PeerId peer) {
    kept.disconnected(peer);
    blockStreams.disconnected(peer);
    replication.pubsub().disconnected(peer);
    replication.disconnected(peer);
    tell(() -> watcher.peerLeft(peer));
  }

  private void tell(Runnable event) {
    if (!notifier.isShutdown()) {
      notifier.execute(event);
    }
  }

  /** What the host tells of peers; it is made before the network. Host thread only. */
  private static final class Opening implements HostListener {
    private volatile @Nullable Network network;

    @Override
    public void connected(PeerId peer) {
      network().joined(peer);
    }

    @Override
    public void identified(PeerId peer, Set<String> protocols) {
      network().identified(peer, protocols);
    }

    @Override
    public void disconnected(PeerId peer) {
      network().left(peer);
    }

    private Network network() {
      return Objects.requireNonNull(network, "set up before the host listens");
    }
  }
}
