package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.ClosedException;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.noise.NoiseIdentity;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.yamux.YamuxSession;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A libp2p node: listens and dials, secures and multiplexes connections, agrees on protocols, and
 * tells peers and hears from them who they are.
 *
 * <p>Everything happens on one thread, the host thread: every callback comes on it, and every
 * method that is not marked thread-safe must be called on it, or throws {@link
 * IllegalStateException}. Nothing that runs on it may wait.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the channel
public final class Host implements AutoCloseable {
  /** How long closing may take before what is open is dropped. */
  private static final long CLOSING_MILLIS = 2_000;

  private final HostThread thread;
  private final HostContext context;
  private final Peers peers;
  private final Listeners listeners;
  private final Dialer dialer;
  private final Channels channels;
  private final Resolver resolver = new Resolver();
  private final PeerNames names;
  private final Future<?> ticks;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private Host(HostSettings settings, PrivateKey key, HostListener listener, HostThread thread) {
    SecureRandom random = new SecureRandom();
    NoiseIdentity identity = NoiseIdentity.of(key, List.of(YamuxSession.PROTOCOL), random);
    Counters counters = new Counters();
    Admission admission = new Admission(settings.limits());
    channels = new Channels(Transports.of(settings, random), counters, thread.loop());
    this.thread = thread;
    context = new HostContext(settings, identity, thread.loop(), new Protocols(), counters, random);
    peers = new Peers(context, listener, new Conduct(settings.limits(), counters, context.now()));
    listeners = new Listeners(context, peers, channels, admission);
    names = new PeerNames(context);
    dialer =
        new Dialer(context, peers, new Dial.Tools(resolver, names, channels, admission, random));
    Identifying identifying = new Identifying(context, key.publicKey(), this::announced, peers);
    identifying.start();
    peers.onEstablished(identifying::ask);
    context.protocols().add(Ping.PROTOCOL, Echo::new, Listed.YES);
    long period = settings.limits().tickMillis();
    ticks = context.loop().scheduleAtFixedRate(peers::tick, period, period, TimeUnit.MILLISECONDS);
  }

  /**
   * As {@link #start(HostSettings, PrivateKey, HostListener, Consumer)}, with nothing to set up.
   */
  public static Host start(HostSettings settings, PrivateKey key, HostListener listener) {
    return start(settings, key, listener, host -> {});
  }

  /**
   * Starts, listening on all addresses of the settings. Waits, so not on a host thread.
   *
   * @param key who this node is
   * @param setUp runs on the host thread before anybody can connect: the place to say which
   *     protocols are spoken
   * @throws io.debros.store.error.UnreachableException if an address cannot be listened on
   * @throws IllegalArgumentException if an address is none to listen on
   */
  public static Host start(
      HostSettings settings, PrivateKey key, HostListener listener, Consumer<Host> setUp) {
    HostThread thread = new HostThread();
    Host host = null;
    try {
      host = thread.call(() -> new Host(settings, key, listener, thread));
      Host started = host;
      thread.call(
          () -> {
            setUp.accept(started);
            return started;
          });
      settings.listen().forEach(started.listeners::bind);
      return started;
    } catch (RuntimeException | Error failure) {
      if (host == null) {
        thread.stop();
      } else {
        host.close();
      }
      throw failure;
    }
  }

  /** Who this node is. Thread-safe. */
  public PeerId id() {
    return context.id();
  }

  /**
   * Where it listens: real ports, every address of the machine for a wildcard, no peer id; empty if
   * it does not listen. Thread-safe.
   */
  public List<Multiaddr> addresses() {
    return listeners.addresses();
  }

  /**
   * Runs a task on the host thread, after what is to be run there already. Thread-safe.
   *
   * @throws ClosedException if this host is closed
   */
  public void execute(Runnable task) {
    requireOpen();
    try {
      context.loop().execute(HostThread.guarded(task));
    } catch (RejectedExecutionException closing) {
      throw new ClosedException(closed(), closing);
    }
  }

  /** Runs a task on the host thread, some time from now; never once the host is closed. */
  public Timer schedule(long delayMillis, Runnable task) {
    context.requireHostThread();
    return isClosed.get() ? () -> {} : context.after(delayMillis, HostThread.guarded(task));
  }

  /** Milliseconds since some moment; never goes back. Thread-safe. */
  public long now() {
    return context.now();
  }

  /** Speaks a protocol from now on; replaces who took its streams before. */
  public void handle(String protocol, StreamAcceptor acceptor, Listed listed) {
    context.requireHostThread();
    context.protocols().add(protocol, acceptor, listed);
  }

  /** Speaks a protocol no more; streams that are open stay. */
  public void unhandle(String protocol) {
    context.requireHostThread();
    context.protocols().remove(protocol);
  }

  /**
   * Connects to a peer, unless it is connected. Dials to one peer or address at the same time are
   * one dial. Tried again for some seconds if the other side takes the connection and drops it at
   * once. Thread-safe.
   *
   * @param address if it ends in a peer id, that peer must be there
   * @return who is there, completed on the host thread; or {@link
   *     io.debros.store.error.UnreachableException}, {@link
   *     io.debros.store.error.BadPeerException}, {@link ClosedException}, or
   *     IllegalArgumentException for an address that cannot be dialled
   */
  public CompletionStage<PeerId> dial(Multiaddr address) {
    CompletableFuture<PeerId> result = new CompletableFuture<>();
    try {
      execute(
          () ->
              dialer
                  .dial(address)
                  .whenComplete((peer, failure) -> Failures.pass(peer, failure, result)));
    } catch (ClosedException closed) {
      result.completeExceptionally(closed);
    }
    return result;
  }

  /**
   * Opens a stream over the oldest connection to a peer. The opener is told later, never during
   * this call.
   *
   * @param protocols to propose, best first
   * @throws IllegalArgumentException if there are none, or a name cannot be proposed
   */
  public void open(PeerId peer, List<String> protocols, StreamOpener opener) {
    context.requireHostThread();
    Connection connection = peers.oldest(peer);
    if (connection == null) {
      Problem why = problem("Peer is not connected").at("peer", peer);
      context.loop().execute(HostThread.guarded(() -> opener.failed(why)));
    } else {
      connection.open(protocols, opener);
    }
  }

  /** Who is connected; a copy. */
  public Set<PeerId> peers() {
    context.requireHostThread();
    return peers.ids();
  }

  /** Whether a peer is connected. */
  public boolean isConnected(PeerId peer) {
    context.requireHostThread();
    return peers.isConnected(peer);
  }

  /** What a connected peer has said that it speaks; empty if it has not, or is not connected. */
  public Set<String> protocols(PeerId peer) {
    context.requireHostThread();
    return peers.protocols(peer);
  }

  /** All connections, oldest first; a copy. */
  public List<ConnectionInfo> connections() {
    context.requireHostThread();
    return peers.connections();
  }

  /** Closes all connections to a peer, soon: who is concerned is told after this call. */
  public void disconnect(PeerId peer) {
    context.requireHostThread();
    peers.disconnect(peer, problem("Connection was closed by this node").at("peer", peer));
  }

  /**
   * Counts what a peer should not have done, and logs it once for each peer and sentence.
   *
   * @param isBreach whether an honest peer would never do that: it is disconnected, and refused for
   *     a while if that is not the first time, see {@link HostLimits#breaches}
   */
  public void misbehaved(PeerId peer, Problem problem, boolean isBreach) {
    context.requireHostThread();
    peers.misbehaved(peer, problem, isBreach);
  }

  /** What was done since the start. Thread-safe. */
  public HostStatistics statistics() {
    return context.counters().statistics();
  }

  /**
   * Ends all streams, closes all connections, and listens no more; waits some two seconds at most.
   * Thread-safe; nothing happens if it is closed. On the host thread it does not wait.
   */
  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    context.loop().execute(this::closeAll);
    if (!context.loop().inEventLoop()) {
      thread.awaitStop(2 * CLOSING_MILLIS);
    }
  }

  private void closeAll() {
    Problem why = closed();
    ticks.cancel(false);
    listeners.close();
    dialer.close(why);
    peers.close(why);
    resolver.close();
    names.close();
    context.after(CLOSING_MILLIS, thread::stop);
    channels.whenAllClosed(thread::stop);
  }

  private List<Multiaddr> announced() {
    List<Multiaddr> announce = context.settings().announce();
    return announce.isEmpty() ? addresses() : announce;
  }

  private void requireOpen() {
    if (isClosed.get()) {
      throw new ClosedException(closed());
    }
  }

  private Problem closed() {
    return problem("Host is closed").at("host", id());
  }
}
