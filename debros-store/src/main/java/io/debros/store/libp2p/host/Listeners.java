package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.DebrosException;
import io.debros.store.error.UnreachableException;
import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens, and lets peers in as far as limits allow. Host thread, where nothing else is said. */
@SuppressWarnings("FutureReturnValueIgnored") // channels that end may end as they like
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final HostContext context;
  private final Peers peers;
  private final Channels channels;
  private final Admission admission;
  private final List<Bound> bound = new CopyOnWriteArrayList<>();

  Listeners(HostContext context, Peers peers, Channels channels, Admission admission) {
    this.context = context;
    this.peers = peers;
    this.channels = channels;
    this.admission = admission;
  }

  /** Somewhere to listen. */
  private record Bound(Channel channel, Endpoint endpoint) {}

  /**
   * Listens on one more address; waits, so not on the host thread.
   *
   * @throws UnreachableException if that is not possible now
   * @throws IllegalArgumentException if it never is
   */
  void bind(Multiaddr address) {
    Endpoint endpoint = endpoint(address);
    InetSocketAddress local = new InetSocketAddress(host(address, endpoint), endpoint.port());
    var binding =
        new ServerBootstrap()
            .group(context.loop())
            .channelFactory(() -> socket(local.getAddress()))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel, endpoint);
                  }
                })
            .bind(local)
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new UnreachableException(
          problem("Address cannot be listened on")
              .at("address", address)
              .at("reason", binding.cause().getMessage())
              .advice("Give an address of this machine with a port that is free, or port 0"),
          binding.cause());
    }
    bound.add(new Bound(binding.channel(), endpoint));
  }

  /** Where peers can connect to; thread-safe. */
  List<Multiaddr> addresses() {
    return bound.stream().flatMap(Listeners::addresses).distinct().toList();
  }

  /** Listens no more. */
  void close() {
    bound.forEach(listener -> listener.channel.close());
  }

  private void accept(SocketChannel channel, Endpoint endpoint) {
    InetSocketAddress remote = channel.remoteAddress();
    if (remote == null) {
      channel.close(); // it is gone already
      return;
    }
    Refusal refusal = admission.admit(remote.getAddress(), Direction.INBOUND, context.now());
    if (refusal != null) {
      context.counters().refused(refusal);
      LOG.debug("Connection from {} is refused: {}", remote, refusal);
      channel.config().setSoLinger(0);
      channel.close();
      return;
    }
    channel.closeFuture().addListener(gone -> admission.ended(remote.getAddress()));
    Connection connection = peers.add(Direction.INBOUND, null, new Entering(remote));
    channels.initialize(channel, remote, endpoint, Direction.INBOUND, connection);
  }

  private Endpoint endpoint(Multiaddr address) {
    Endpoint endpoint = address.binding();
    if (endpoint == null || endpoint.kind() != Endpoint.Kind.IP || endpoint.peer() != null) {
      throw new IllegalArgumentException(
          problem("Address is none to listen on")
              .at("address", address)
              .advice("Give one like /ip4/0.0.0.0/tcp/4001, with an IP address and no peer id")
              .toString());
    }
    return endpoint;
  }

  private static InetAddress host(Multiaddr address, Endpoint endpoint) {
    try {
      return InetAddress.getByName(endpoint.host());
    } catch (UnknownHostException unknown) {
      throw new UnreachableException(
          problem("Address cannot be listened on")
              .at("address", address)
              .advice("Name a network interface of this machine behind the %"),
          unknown);
    }
  }

  /** A socket of one family, so that the IPv4 and the IPv6 port of a number can both be ours. */
  private static NioServerSocketChannel socket(InetAddress host) {
    boolean isShort = host instanceof Inet4Address;
    return new NioServerSocketChannel(
        SelectorProvider.provider(),
        isShort ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
  }

  private static Stream<Multiaddr> addresses(Bound listener) {
    InetSocketAddress local = (InetSocketAddress) listener.channel.localAddress();
    if (local == null) {
      return Stream.of();
    }
    Endpoint.Transport transport = listener.endpoint.transport();
    return Interfaces.expand(local.getAddress()).stream()
        .map(host -> Channels.address(host, local.getPort(), transport));
  }

  /** A connection of a peer that is being set up. */
  private final class Entering implements UpgradeAttempt {
    private final InetSocketAddress remote;

    Entering(InetSocketAddress remote) {
      this.remote = remote;
    }

    @Override
    public void succeeded(PeerId peer) {
      admission.settled();
    }

    @Override
    public void failed(DebrosException why, Refusal reason, boolean isDropped) {
      admission.settled();
      context.counters().refused(reason);
      LOG.debug("Connection from {} is refused", remote, why);
    }
  }
}
