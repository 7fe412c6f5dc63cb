package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is connected, by which connections, and what they speak. Host thread. */
final class Peers implements ConnectionOwner {
  /** What the name of a protocol takes besides its letters, of which each takes two. */
  private static final int BYTES_A_NAME = 64;

  /** How long names count as waiting: as much as what does not get on for so long. */
  private static final long NAMES_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

  private final HostContext context;
  private final HostListener listener;
  private final Conduct conduct;
  private final Map<PeerId, Peer> peers = new LinkedHashMap<>();
  private final Set<Connection> all = new LinkedHashSet<>();
  private Consumer<Connection> newConnections = connection -> {};
  private @Nullable Problem closed;

  Peers(HostContext context, HostListener listener, Conduct conduct) {
    this.context = context;
    this.listener = listener;
    this.conduct = conduct;
  }

  /** A peer, as long as it is connected. */
  private static final class Peer {
    /** Oldest first; never empty. */
    final List<Connection> connections = new ArrayList<>();

    Set<String> protocols = Set.of();

    /** Bytes of their names. */
    long named;

    long burden(long now) {
      return named * NAMES_MILLIS + connections.stream().mapToLong(each -> each.burden(now)).sum();
    }
  }

  /** Who is told of each connection that is set up. */
  void onEstablished(Consumer<Connection> task) {
    newConnections = task;
  }

  /** A connection that is about to be set up. */
  Connection add(Direction direction, @Nullable PeerId expected, UpgradeAttempt attempt) {
    Connection connection = new Connection(context, direction, expected, this, attempt);
    all.add(connection);
    return connection;
  }

  @Override
  public @Nullable Refused established(Connection connection) {
    PeerId id = connection.peer();
    Refused refused = refusal(id);
    if (refused != null) {
      conduct.logOnce(id, refused.problem(), context.now());
      return refused;
    }
    context.counters().connected(connection.direction());
    boolean isFirst = !peers.containsKey(id);
    peers.computeIfAbsent(id, first -> new Peer()).connections.add(connection);
    newConnections.accept(connection);
    if (isFirst) {
      tell(() -> listener.connected(id));
    }
    return null;
  }

  @Override
  public void ended(Connection connection, boolean wasEstablished) {
    all.remove(connection);
    Peer peer = wasEstablished ? peers.get(connection.peer()) : null;
    if (peer == null) {
      return;
    }
    peer.connections.remove(connection);
    if (peer.connections.isEmpty()) {
      name(peer, Set.of());
      peers.remove(connection.peer());
      tell(() -> listener.disconnected(connection.peer()));
    }
  }

  @Override
  public void misbehaved(PeerId peer, Problem problem, boolean isBreach) {
    conduct.misbehaved(peer, problem, isBreach, context.now());
    if (isBreach) {
      disconnect(peer, problem);
    }
  }

  @Override
  public void limitWaiting() {
    long most = context.limits().waitingOfAll();
    boolean isAny = true;
    while (isAny && context.counters().waiting() > most) {
      isAny = dropGreediest(most);
    }
  }

  @Override
  public long unreadOf(PeerId peer) {
    return connectionsOf(peer).stream().mapToLong(Connection::unread).sum();
  }

  /** Why a peer may not be connected; null if it may. */
  @Nullable Refused refusal(PeerId peer) {
    if (closed != null) {
      return new Refused(Refusal.UPGRADE_FAILED, closed);
    }
    if (!context.settings().isAllowed(peer)) {
      Problem why =
          problem("Peer is not on the list of those that are allowed")
              .at("peer", peer)
              .advice("Add its id to the allowed peers, or let it be");
      return new Refused(Refusal.NOT_ALLOWED, why);
    }
    Problem misbehaviour = conduct.refusal(peer, context.now());
    return misbehaviour == null ? null : new Refused(Refusal.MISBEHAVED, misbehaviour);
  }

  /** The peer has said what it speaks. */
  void identified(PeerId id, Collection<String> protocols) {
    Peer peer = peers.get(id);
    if (peer != null) {
      name(peer, Set.copyOf(protocols));
      tell(() -> listener.identified(id, peer.protocols));
    }
  }

  Set<PeerId> ids() {
    return Set.copyOf(peers.keySet());
  }

  boolean isConnected(PeerId peer) {
    return peers.containsKey(peer);
  }

  Set<String> protocols(PeerId id) {
    Peer peer = peers.get(id);
    return peer == null ? Set.of() : peer.protocols;
  }

  /** Those that are set up, oldest first. */
  List<ConnectionInfo> connections() {
    return all.stream().filter(Connection::isEstablished).map(Connection::info).toList();
  }

  /** The connection for new streams; null if there is none. */
  @Nullable Connection oldest(PeerId peer) {
    List<Connection> connections = connectionsOf(peer);
    return connections.stream()
        .filter(connection -> !connection.isOver())
        .findFirst()
        .orElse(connections.isEmpty() ? null : connections.get(0));
  }

  /** Who is connected at an address that this node has dialled; null if nobody is. */
  @Nullable PeerId findAt(Multiaddr address) {
    return all.stream()
        .filter(connection -> connection.isEstablished() && !connection.isOver())
        .filter(connection -> connection.direction() == Direction.OUTBOUND)
        .filter(connection -> connection.remote().equals(address))
        .map(Connection::peer)
        .findFirst()
        .orElse(null);
  }

  void disconnect(PeerId peer, Problem why) {
    List.copyOf(connectionsOf(peer)).forEach(connection -> connection.close(why));
  }

  /** Closes everything, and takes nothing any more. */
  void close(Problem why) {
    closed = why;
    List.copyOf(all).forEach(connection -> connection.close(why));
  }

  /** Does what is due on all connections. */
  void tick() {
    long now = context.now();
    List.copyOf(all).forEach(connection -> connection.tick(now));
  }

  /** Drops the peer that makes most wait for longest; false if nobody does. */
  private boolean dropGreediest(long most) {
    long now = context.now();
    Map.Entry<PeerId, Peer> greediest = null;
    long greatest = 0;
    for (Map.Entry<PeerId, Peer> peer : peers.entrySet()) {
      long burden = peer.getValue().burden(now);
      if (burden > greatest) {
        greatest = burden;
        greediest = peer;
      }
    }
    if (greediest == null) {
      return false;
    }
    Problem why =
        problem("Too much waits for all peers, most of it and for longest for this one")
            .at("peer", greediest.getKey())
            .at("most", most)
            .advice("It is disconnected, and may come again; raise the limit for many slow peers");
    context.counters().refused(Refusal.WAITING);
    conduct.misbehaved(greediest.getKey(), why, false, now);
    name(greediest.getValue(), Set.of());
    List.copyOf(greediest.getValue().connections).forEach(each -> each.drop(why));
    return true;
  }

  /** Keeps what a peer says it speaks; that counts among what waits for all peers. */
  private void name(Peer peer, Set<String> protocols) {
    long named = protocols.stream().mapToLong(name -> BYTES_A_NAME + 2L * name.length()).sum();
    context.counters().waiting(named - peer.named);
    peer.named = named;
    peer.protocols = protocols;
  }

  private List<Connection> connectionsOf(PeerId id) {
    Peer peer = peers.get(id);
    return peer == null ? List.of() : peer.connections;
  }

  private static void tell(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException bug) {
      LOG.error("Listener of the host failed", bug);
    }
  }
}
