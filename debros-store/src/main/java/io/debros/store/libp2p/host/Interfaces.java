package io.debros.store.libp2p.host;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of this machine. Thread-safe. */
final class Interfaces {
  private static final Logger LOG = LoggerFactory.getLogger(Interfaces.class);

  private Interfaces() {}

  /**
   * Where one is reached who listens on an address: there, or, if it is a wildcard, on every
   * address of its family that this machine has, save those that mean something on one link only.
   */
  static List<InetAddress> expand(InetAddress listened) {
    if (!listened.isAnyLocalAddress()) {
      return List.of(listened);
    }
    boolean isShort = listened instanceof Inet4Address;
    return own().stream()
        .filter(own -> own instanceof Inet4Address == isShort && !own.isLinkLocalAddress())
        .toList();
  }

  private static List<InetAddress> own() {
    List<InetAddress> own = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp()) {
          own.addAll(Collections.list(each.getInetAddresses()));
        }
      }
    } catch (SocketException failed) {
      LOG.warn("Addresses of this machine cannot be told; peers are told fewer", failed);
    }
    return own;
  }
}
