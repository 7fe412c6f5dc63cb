package io.debros.store.libp2p.mdns;

import static io.debros.store.error.Problem.problem;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How nodes are looked for. Immutable, thread-safe.
 *
 * @param service name that all nodes have in common, in lower case; JavaScript has {@code
 *     _p2p._udp.local}
 * @param group IPv4 multicast address and port
 * @param group6 IPv6 multicast address and port, used beside the other where there is IPv6; null
 *     for none
 * @param interfaces names of the network interfaces to use; if empty, all that are up and can
 *     multicast, or the loopback one if there is no other
 * @param interval between two questions; 100 ms or more
 */
public record MdnsSettings(
    String service,
    InetSocketAddress group,
    @Nullable InetSocketAddress group6,
    List<String> interfaces,
    Duration interval) {
  private static final String SERVICE = "_p2p._udp.local";
  private static final byte[] GROUP = {(byte) 224, 0, 0, (byte) 251};
  private static final byte[] GROUP6 = {
    (byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xfb
  };
  private static final int PORT = 5353;
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final int LONGEST_SERVICE = 128;

  public MdnsSettings {
    interfaces = List.copyOf(interfaces);
    boolean isName =
        service.length() <= LONGEST_SERVICE
            && service.matches("[_a-z0-9-]{1,63}(\\.[_a-z0-9-]{1,63})*");
    boolean areGroups =
        isGroup(group, Inet4Address.class)
            && (group6 == null || isGroup(group6, Inet6Address.class));
    if (!isName || !areGroups || interval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          problem("Settings of the discovery by multicast are wrong")
              .at("service", service)
              .at("group", group)
              .at("group6", group6)
              .at("interval", interval)
              .advice("Give a DNS name, multicast addresses of IPv4 and IPv6, and at least 100 ms")
              .toString());
    }
  }

  /**
   * As JavaScript has it: 224.0.0.251:5353, every 10 seconds, on all interfaces; and
   * [ff02::fb]:5353 beside it.
   */
  public static MdnsSettings defaults() {
    return new MdnsSettings(
        SERVICE,
        new InetSocketAddress(address(GROUP), PORT),
        new InetSocketAddress(address(GROUP6), PORT),
        List.of(),
        INTERVAL);
  }

  /** Finds only nodes on this machine, and only those with the same port. */
  public static MdnsSettings onLoopback(int port, Duration interval) {
    try {
      NetworkInterface loopback =
          NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
      List<String> names = loopback == null ? List.of() : List.of(loopback.getName());
      return new MdnsSettings(
          SERVICE, new InetSocketAddress(address(GROUP), port), null, names, interval);
    } catch (SocketException e) {
      throw new IllegalStateException("No loopback interface can be found", e);
    }
  }

  private static boolean isGroup(InetSocketAddress group, Class<? extends InetAddress> family) {
    return family.isInstance(group.getAddress()) && group.getAddress().isMulticastAddress();
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("4 or 16 bytes are an address", impossible);
    }
  }
}
