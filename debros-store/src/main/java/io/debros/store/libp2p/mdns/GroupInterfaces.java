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
 * The network interfaces that discovery uses at one moment.
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
   */
  static GroupInterfaces now(List<String> names) throws SocketException {
    List<NetworkInterface> all = NetworkInterface.networkInterfaces().toList();
    Set<InetAddress> own = new HashSet<>();
    all.forEach(each -> each.inetAddresses().forEach(own::add));
    return new GroupInterfaces(names.isEmpty() ? usual(all) : named(all, names), own);
  }

  private static List<NetworkInterface> named(List<NetworkInterface> all, List<String> names) {
    return all.stream()
        .filter(each -> names.contains(each.getName()) && hasIp4(each))
        .limit(MOST)
        .toList();
  }

  /** The ones to other machines; the loopback one if there is none of these. */
  private static List<NetworkInterface> usual(List<NetworkInterface> all) throws SocketException {
    List<NetworkInterface> outside = new ArrayList<>();
    List<NetworkInterface> loopback = new ArrayList<>();
    for (NetworkInterface each : all) {
      if (each.isUp() && hasIp4(each) && each.isLoopback()) {
        loopback.add(each);
      } else if (each.isUp() && hasIp4(each) && each.supportsMulticast() && outside.size() < MOST) {
        outside.add(each);
      }
    }
    return outside.isEmpty() ? loopback : outside;
  }

  private static boolean hasIp4(NetworkInterface candidate) {
    return candidate.inetAddresses().anyMatch(Inet4Address.class::isInstance);
  }
}
