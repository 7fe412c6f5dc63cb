package io.debros.store.libp2p.mdns;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the local network for peers, and tells them of this node, on a thread of its own. Shares its
 * port with whatever else on this machine speaks multicast DNS; uses network interfaces that come
 * up later from the next question on. Thread-safe.
 */
public final class MdnsService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MdnsService.class);
  private static final int MULTICAST_TTL = 255; // RFC 6762 section 11
  private static final long CLOSE_SECONDS = 2;

  private final MdnsSettings settings;
  private final Supplier<List<Multiaddr>> own;
  private final Consumer<Multiaddr> found;
  private final MdnsDiscovery discovery;
  private final EventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("debros-mdns", true), NioIoHandler.newFactory());
  private final NioDatagramChannel channel;
  private volatile long broken;
  // the rest belongs to the thread
  private final Set<String> joined = new HashSet<>();
  private final Set<String> complained = new HashSet<>();
  private GroupInterfaces interfaces = new GroupInterfaces(List.of(), Set.of());
  private long tickAt;
  private Future<?> nextTick = CompletableFuture.completedFuture(null);

  private MdnsService(
      MdnsSettings settings,
      PeerId self,
      Supplier<List<Multiaddr>> own,
      Consumer<Multiaddr> found) {
    this.settings = settings;
    this.own = own;
    this.found = found;
    this.discovery = new MdnsDiscovery(settings, self, new SecureRandom(), now());
    this.tickAt = discovery.nextTick();
    this.channel = bind();
  }

  /**
   * Starts to ask and to answer.
   *
   * @param self whose addresses are told, and ignored when they come back
   * @param own addresses of this node now; asked on the thread of the discovery
   * @param found gets addresses of other peers, each with the id of its peer, the same ones again
   *     with every answer; called on the thread of the discovery, and must not wait
   * @throws StorageException if the port cannot be had
   */
  public static MdnsService start(
      MdnsSettings settings,
      PeerId self,
      Supplier<List<Multiaddr>> own,
      Consumer<Multiaddr> found) {
    MdnsService service = new MdnsService(settings, self, own, found);
    service.thread.execute(service::scheduleTick);
    return service;
  }

  /** How many datagrams could not be read; others on the network may be the cause. */
  public long broken() {
    return broken;
  }

  /** Ends it, within {@value #CLOSE_SECONDS} seconds. Not on the thread of the discovery. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    endThread();
  }

  private void endThread() {
    thread
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  private NioDatagramChannel bind() {
    ChannelFuture bound =
        new Bootstrap()
            .group(thread)
            .channelFactory(() -> new NioDatagramChannel(SocketProtocolFamily.INET))
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.IP_MULTICAST_TTL, MULTICAST_TTL)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(DnsMessage.MAX_BYTES + 1))
            .handler(new Receiver())
            .bind(settings.group().getPort())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      endThread();
      throw new StorageException(
          problem("Port for the discovery of peers cannot be had")
              .at("port", settings.group().getPort())
              .advice("End the program that keeps it for itself, or set debros.network.mdns=false"),
          bound.cause());
    }
    return (NioDatagramChannel) bound.channel();
  }

  private void tick() {
    try {
      joinNewInterfaces();
      for (byte[] datagram : discovery.tick(own.get(), now())) {
        interfaces.used().forEach(each -> send(datagram, each));
      }
      tickAt = discovery.nextTick();
    } catch (RuntimeException e) {
      tickAt = now() + settings.interval().toMillis();
      LOG.error("{}", problem("Discovery of peers failed").at("reason", e), e);
    }
    scheduleTick();
  }

  private void scheduleTick() {
    long delay = Math.max(0, tickAt - now());
    nextTick = thread.schedule(this::tick, delay, TimeUnit.MILLISECONDS);
  }

  private void joinNewInterfaces() {
    try {
      interfaces = GroupInterfaces.now(settings.interfaces());
    } catch (SocketException e) {
      complain("the interfaces", e);
      return;
    }
    for (NetworkInterface each : interfaces.used()) {
      if (joined.add(each.getName())) {
        channel
            .joinGroup(settings.group(), each)
            .addListener(join -> complain(each.getName(), join.cause()));
      }
    }
    joined.retainAll(interfaces.used().stream().map(NetworkInterface::getName).toList());
  }

  private void send(byte[] datagram, NetworkInterface each) {
    try {
      channel.config().setNetworkInterface(each);
    } catch (ChannelException e) {
      complain(each.getName(), e);
      return;
    }
    channel
        .writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), settings.group()))
        .addListener(write -> complain(each.getName(), write.cause()));
  }

  private void receive(byte[] datagram, InetSocketAddress sender) {
    boolean isFromHere = interfaces.own().contains(sender.getAddress());
    discovery.receive(datagram, isFromHere, now()).forEach(found);
    broken = discovery.broken();
    if (discovery.nextTick() < tickAt) {
      tickAt = discovery.nextTick();
      nextTick.cancel(false);
      scheduleTick();
    }
  }

  /** Once for each interface: one without a network would else be named every ten seconds. */
  private void complain(String where, @Nullable Throwable cause) {
    if (cause != null && channel.isOpen() && complained.add(where)) {
      LOG.warn(
          "{}",
          problem("Peers cannot be looked for on a network interface")
              .at("interface", where)
              .at("reason", cause)
              .advice("If this network matters, let it carry IPv4 multicast"));
    }
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      receive(ByteBufUtil.getBytes(packet.content()), packet.sender());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.error("{}", problem("Discovery of peers failed").at("reason", cause), cause);
    }
  }
}
