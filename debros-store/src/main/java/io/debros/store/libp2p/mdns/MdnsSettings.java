package io.debros.store.libp2p.mdns;

import static io.debros.store.error.Problem.problem;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * How nodes are looked for. Immutable, thread-safe.
 *
 * @param service name that all nodes have in common, in lower case; JavaScript has {@code
 *     _p2p._udp.local}
 * @param group IPv4 multicast address and port
 * @param interfaces names of the network interfaces to use; if empty, all that are up and can
 *     multicast, or the loopback one if there is no other
 * @param interval between two questions; 100 ms or more
 */
public record MdnsSettings(
    String service, InetSocketAddress group, List<String> interfaces, Duration interval) {
  private static final String SERVICE = "_p2p._udp.local";
  private static final byte[] GROUP = {(byte) 224, 0, 0, (byte) 251};
  private static final int PORT = 5353;
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final int LONGEST_SERVICE = 128;

  public MdnsSettings {
    interfaces = List.copyOf(interfaces);
    boolean isName =
        service.length() <= LONGEST_SERVICE
            && service.matches("[_a-z0-9-]{1,63}(\\.[_a-z0-9-]{1,63})*");
    InetAddress address = group.getAddress();
    boolean isGroup =
        address != null && address.isMulticastAddress() && address.getAddress().length == 4;
    if (!isName || !isGroup || interval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          problem("Settings of the discovery by multicast are wrong")
              .at("service", service)
              .at("group", group)
              .at("interval", interval)
              .advice("Give a DNS name, an IPv4 multicast address and at least 100 ms")
              .toString());
    }
  }

  /** As JavaScript has it: 224.0.0.251:5353, every 10 seconds, on all interfaces. */
  public static MdnsSettings defaults() {
    return new MdnsSettings(
        SERVICE, new InetSocketAddress(groupAddress(), PORT), List.of(), INTERVAL);
  }

  /** Finds only nodes on this machine, and only those with the same port. */
  public static MdnsSettings onLoopback(int port, Duration interval) {
    try {
      NetworkInterface loopback =
          NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
      List<String> names = loopback == null ? List.of() : List.of(loopback.getName());
      return new MdnsSettings(
          SERVICE, new InetSocketAddress(groupAddress(), port), names, interval);
    } catch (SocketException e) {
      throw new IllegalStateException("No loopback interface can be found", e);
    }
  }

  private static InetAddress groupAddress() {
    try {
      return InetAddress.getByAddress(GROUP);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("Four bytes are an address", impossible);
    }
  }
}
