package io.debros.store.libp2p.mdns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The network interfaces that discovery uses at one moment, for IPv4 or for IPv6.
 *
 * @param used those to send on, in the order of the system
 * @param own addresses of all interfaces of this machine
 */
record GroupInterfaces(List<NetworkInterface> used, Set<InetAddress> own) {
  private static final int MOST = 16;

  /**
   * Looks at what there is now; wait a little between two looks.
   *
   * @param names to choose from; empty for all that can multicast
   * @param family of the addresses that they must have
   */
  static GroupInterfaces now(List<String> names, Class<? extends InetAddress> family)
      throws SocketException {
    List<NetworkInterface> all = NetworkInterface.networkInterfaces().toList();
    Set<InetAddress> own = new HashSet<>();
    all.forEach(each -> each.inetAddresses().forEach(own::add));
    return new GroupInterfaces(
        names.isEmpty() ? usual(all, family) : named(all, names, family), own);
  }

  private static List<NetworkInterface> named(
      List<NetworkInterface> all, List<String> names, Class<? extends InetAddress> family) {
    return all.stream()
        .filter(each -> names.contains(each.getName()) && has(each, family))
        .limit(MOST)
        .toList();
  }

  /** The ones to other machines; the loopback one if there is none of these for IPv4. */
  private static List<NetworkInterface> usual(
      List<NetworkInterface> all, Class<? extends InetAddress> family) throws SocketException {
    List<NetworkInterface> outside = new ArrayList<>();
    List<NetworkInterface> loopback = new ArrayList<>();
    for (NetworkInterface each : all) {
      boolean isUsable = each.isUp() && has(each, family);
      if (isUsable && each.isLoopback()) {
        loopback.add(each);
      } else if (isUsable && each.supportsMulticast() && outside.size() < MOST) {
        outside.add(each);
      }
    }
    return outside.isEmpty() && family == Inet4Address.class ? loopback : outside;
  }

  private static boolean has(NetworkInterface candidate, Class<? extends InetAddress> family) {
    return candidate.inetAddresses().anyMatch(family::isInstance);
  }
}
