package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.AddressProtocol;
import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.peer.Multiaddr;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Puts connections on channels, with the layers between them. Host thread. */
final class Channels {
  /** Bytes that wait for the socket, below and above which it takes more and no more. */
  private static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final Transports transports;
  private final Counters counters;
  private final ChannelGroup open;

  Channels(Transports transports, Counters counters, EventExecutor hostThread) {
    this.transports = transports;
    this.counters = counters;
    this.open = new DefaultChannelGroup(hostThread);
  }

  /** Whether addresses of this kind are spoken here. */
  boolean speaks(Endpoint endpoint) {
    return transports.find(endpoint.transport()) != null;
  }

  /**
   * Sets a channel up that is not active yet.
   *
   * @param remote where the other side is
   * @param endpoint that is dialled or listened on; one that is {@link #speaks spoken}
   */
  void initialize(
      Channel channel,
      InetSocketAddress remote,
      Endpoint endpoint,
      Direction direction,
      Wire.User user) {
    open.add(channel);
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    channel.config().setWriteBufferWaterMark(WAITING);
    List<Transport> layers = transports.get(endpoint.transport());
    layers.forEach(layer -> layer.addTo(channel.pipeline(), direction, endpoint));
    Multiaddr address = address(remote.getAddress(), remote.getPort(), endpoint.transport());
    channel.pipeline().addLast(new NettyWire(user, address, layers.isEmpty(), counters));
  }

  /** Runs a task when all channels of now are closed. */
  void whenAllClosed(Runnable task) {
    open.newCloseFuture().addListener(done -> task.run());
  }

  /** An address with what is spoken over TCP. */
  static Multiaddr address(InetAddress host, int port, Endpoint.Transport transport) {
    Multiaddr tcp = Multiaddr.tcp(host, port);
    return switch (transport) {
      case TCP -> tcp;
      case WS -> tcp.with(AddressProtocol.WS, "");
      case WSS -> tcp.with(AddressProtocol.TLS, "").with(AddressProtocol.WS, "");
    };
  }
}
