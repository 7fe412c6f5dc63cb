package io.debros.store.libp2p.mdns;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the local network for peers, and tells them of this node, on a thread of its own. Shares its
 * port with whatever else on this machine speaks multicast DNS; uses network interfaces that come
 * up later from the next question on. Thread-safe.
 */
public final class MdnsService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MdnsService.class);
  private static final long CLOSE_SECONDS = 2;

  private final MdnsSettings settings;
  private final Supplier<List<Multiaddr>> own;
  private final Consumer<Multiaddr> found;
  private final MdnsDiscovery discovery;
  private final EventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("debros-mdns", true), NioIoHandler.newFactory());
  private final List<GroupSocket> sockets;
  private volatile long broken;
  // the rest belongs to the thread
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
    this.sockets = open();
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
    sockets.forEach(GroupSocket::close);
    endThread();
  }

  private void endThread() {
    thread
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  /** Without IPv6, and where its port cannot be had, IPv4 has to do. */
  private List<GroupSocket> open() {
    List<GroupSocket> opened = new ArrayList<>();
    try {
      opened.add(new GroupSocket(settings.group(), settings.interfaces(), thread, this::receive));
    } catch (StorageException inUse) {
      endThread();
      throw inUse;
    }
    InetSocketAddress group6 = settings.group6();
    if (group6 != null) {
      try {
        opened.add(new GroupSocket(group6, settings.interfaces(), thread, this::receive));
      } catch (StorageException none) {
        LOG.debug("Peers are not looked for over IPv6", none);
      }
    }
    return List.copyOf(opened);
  }

  private void tick() {
    try {
      sockets.forEach(GroupSocket::joinNewInterfaces);
      for (byte[] datagram : discovery.tick(own.get(), now())) {
        sockets.forEach(socket -> socket.send(datagram));
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

  private void receive(byte[] datagram, boolean isFromHere) {
    discovery.receive(datagram, isFromHere, now()).forEach(found);
    broken = discovery.broken();
    if (discovery.nextTick() < tickAt) {
      tickAt = discovery.nextTick();
      nextTick.cancel(false);
      scheduleTick();
    }
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
