package io.debros.store.libp2p.host;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A libp2p node: listens and dials, secures and multiplexes connections, agrees on protocols, and
 * tells peers and hears from them who they are.
 *
 * <p>Everything happens on one thread, the host thread: every callback comes on it, and every
 * method that is not marked thread-safe must be called on it, or throws {@link
 * IllegalStateException}. Nothing that runs on it may wait.
 */
public final class Host implements AutoCloseable {
  private Host() {}

  /**
   * Starts, listening on all addresses of the settings.
   *
   * @param key who this node is
   * @throws io.debros.store.error.UnreachableException if an address cannot be listened on
   * @throws IllegalArgumentException if an address is none to listen on
   */
  public static Host start(HostSettings settings, PrivateKey key, HostListener listener) {
    throw new UnsupportedOperationException();
  }

  /** Who this node is. Thread-safe. */
  public PeerId id() {
    throw new UnsupportedOperationException();
  }

  /**
   * Where it listens: real ports, every address of the machine for a wildcard, no peer id; empty if
   * it does not listen. Thread-safe.
   */
  public List<Multiaddr> addresses() {
    throw new UnsupportedOperationException();
  }

  /**
   * Runs a task on the host thread, after what is to be run there already. Thread-safe.
   *
   * @throws io.debros.store.error.ClosedException if this host is closed
   */
  public void execute(Runnable task) {
    throw new UnsupportedOperationException();
  }

  /** Runs a task on the host thread, some time from now. */
  public Timer schedule(long delayMillis, Runnable task) {
    throw new UnsupportedOperationException();
  }

  /** Milliseconds since some moment; never goes back. Thread-safe. */
  public long now() {
    throw new UnsupportedOperationException();
  }

  /** Speaks a protocol from now on; replaces who took its streams before. */
  public void handle(String protocol, StreamAcceptor acceptor, Listed listed) {
    throw new UnsupportedOperationException();
  }

  /** Speaks a protocol no more; streams that are open stay. */
  public void unhandle(String protocol) {
    throw new UnsupportedOperationException();
  }

  /**
   * Connects to a peer, unless it is connected. Dials to one peer or address at the same time are
   * one dial. Tried again for some seconds if the other side takes the connection and drops it at
   * once. Thread-safe.
   *
   * @param address if it ends in a peer id, that peer must be there
   * @return who is there, completed on the host thread; or {@link
   *     io.debros.store.error.UnreachableException}, {@link
   *     io.debros.store.error.BadPeerException}, {@link io.debros.store.error.ClosedException}, or
   *     IllegalArgumentException for an address that cannot be dialled
   */
  public CompletionStage<PeerId> dial(Multiaddr address) {
    throw new UnsupportedOperationException();
  }

  /**
   * Opens a stream over the oldest connection to a peer. The opener is told later, never during
   * this call.
   *
   * @param protocols to propose, best first
   */
  public void open(PeerId peer, List<String> protocols, StreamOpener opener) {
    throw new UnsupportedOperationException();
  }

  /** Who is connected; a copy. */
  public Set<PeerId> peers() {
    throw new UnsupportedOperationException();
  }

  /** Whether a peer is connected. */
  public boolean isConnected(PeerId peer) {
    throw new UnsupportedOperationException();
  }

  /** What a connected peer has said that it speaks; empty if it has not, or is not connected. */
  public Set<String> protocols(PeerId peer) {
    throw new UnsupportedOperationException();
  }

  /** All connections, oldest first; a copy. */
  public List<ConnectionInfo> connections() {
    throw new UnsupportedOperationException();
  }

  /** Closes all connections to a peer. Its streams are told during the call, or soon after. */
  public void disconnect(PeerId peer) {
    throw new UnsupportedOperationException();
  }

  /**
   * Counts what a peer should not have done, and logs it once for each peer and sentence.
   *
   * @param isBreach whether an honest peer would never do that: it is disconnected, and refused for
   *     a while if that is not the first time
   */
  public void misbehaved(PeerId peer, Problem problem, boolean isBreach) {
    throw new UnsupportedOperationException();
  }

  /** What was done since the start. Thread-safe. */
  public HostStatistics statistics() {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends all streams, closes all connections, and listens no more; waits two seconds at most.
   * Thread-safe; nothing happens if it is closed. On the host thread it does not wait.
   */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
