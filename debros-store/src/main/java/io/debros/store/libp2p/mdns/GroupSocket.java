package io.debros.store.libp2p.mdns;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of discovery for IPv4 or IPv6, in a multicast group on some network interfaces. On the
 * thread of the discovery, once it is made; may be closed on another one.
 */
final class GroupSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupSocket.class);
  private static final int MULTICAST_TTL = 255; // RFC 6762 section 11

  private final InetSocketAddress group;
  private final List<String> names;
  private final Receiver receiver;
  private final boolean isLong;
  private final NioDatagramChannel channel;
  private final Set<String> joined = new HashSet<>();
  private final Set<String> complained = new HashSet<>();
  private GroupInterfaces interfaces = new GroupInterfaces(List.of(), Set.of());

  /** Takes what comes. */
  interface Receiver {
    /**
     * Takes a datagram.
     *
     * @param isFromHere whether this machine sent it
     */
    void received(byte[] datagram, boolean isFromHere);
  }

  /**
   * @param names of interfaces to use; empty for the usual ones
   * @throws StorageException if the port cannot be had
   */
  GroupSocket(
      InetSocketAddress group, List<String> names, EventLoopGroup thread, Receiver receiver) {
    this.group = group;
    this.names = names;
    this.receiver = receiver;
    this.isLong = group.getAddress() instanceof Inet6Address;
    this.channel = bind(thread);
  }

  private NioDatagramChannel bind(EventLoopGroup thread) {
    ChannelFuture bound =
        new Bootstrap()
            .group(thread)
            .channelFactory(
                () ->
                    new NioDatagramChannel(
                        isLong ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET))
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.IP_MULTICAST_TTL, MULTICAST_TTL)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(DnsMessage.MAX_BYTES + 1))
            .handler(new Handler())
            .bind(group.getPort())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new StorageException(
          problem("Port for the discovery of peers cannot be had")
              .at("port", group.getPort())
              .advice("End the program that keeps it for itself, or set debros.network.mdns=false"),
          bound.cause());
    }
    return (NioDatagramChannel) bound.channel();
  }

  /** Uses interfaces that came up since this was called last. */
  void joinNewInterfaces() {
    try {
      interfaces = GroupInterfaces.now(names, isLong ? Inet6Address.class : Inet4Address.class);
    } catch (SocketException e) {
      complain("the interfaces", e);
      return;
    }
    for (NetworkInterface each : interfaces.used()) {
      if (joined.add(each.getName())) {
        channel.joinGroup(group, each).addListener(join -> complain(each.getName(), join.cause()));
      }
    }
    joined.retainAll(interfaces.used().stream().map(NetworkInterface::getName).toList());
  }

  /** Sends to the group on all interfaces. */
  void send(byte[] datagram) {
    interfaces.used().forEach(each -> send(datagram, each));
  }

  /** Sends and receives nothing any more. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }

  private void send(byte[] datagram, NetworkInterface each) {
    try {
      channel.config().setNetworkInterface(each);
    } catch (ChannelException e) {
      complain(each.getName(), e);
      return;
    }
    channel
        .writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), group))
        .addListener(write -> complain(each.getName(), write.cause()));
  }

  /**
   * Once for each interface: one without a network would else be named every ten seconds. What IPv6
   * does not do, IPv4 does in most networks.
   */
  private void complain(String where, @Nullable Throwable cause) {
    if (cause == null || !channel.isOpen() || !complained.add(where)) {
      return;
    }
    if (isLong) {
      LOG.debug("Peers cannot be looked for over IPv6 on {}", where, cause);
      return;
    }
    LOG.warn(
        "{}",
        problem("Peers cannot be looked for on a network interface")
            .at("interface", where)
            .at("reason", cause)
            .advice("If this network matters, let it carry IPv4 multicast"));
  }

  private final class Handler extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      InetAddress sender = packet.sender().getAddress();
      boolean isFromHere = interfaces.own().contains(sender);
      receiver.received(ByteBufUtil.getBytes(packet.content()), isFromHere);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.error("{}", problem("Discovery of peers failed").at("reason", cause), cause);
    }
  }
}
