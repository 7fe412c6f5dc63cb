package io.debros.store.network;

import io.debros.store.libp2p.peer.Endpoint;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** From how far away an IP address can be reached, the nearest first. */
enum Reach {
  /** This machine only. */
  MACHINE,
  /** One link, or the private network that it is part of. */
  SITE,
  /** Everywhere. */
  WORLD;

  private static final int UNIQUE_LOCAL = 0xfc; // RFC 4193, the first seven bits
  private static final int SHARED = 100; // RFC 6598, 100.64.0.0/10

  /** Of an endpoint; null for a name, and for an address that is nobody's. */
  static @Nullable Reach of(Endpoint endpoint) {
    if (endpoint.kind() != Endpoint.Kind.IP) {
      return null;
    }
    try {
      return of(InetAddress.getByName(endpoint.host())); // no name, so no look-up
    } catch (UnknownHostException zoneOfAnotherMachine) {
      return null;
    }
  }

  private static @Nullable Reach of(InetAddress address) {
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      return null;
    }
    if (address.isLoopbackAddress()) {
      return MACHINE;
    }
    return address.isSiteLocalAddress() || address.isLinkLocalAddress() || isPrivate(address)
        ? SITE
        : WORLD;
  }

  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? bytes[0] == SHARED && (bytes[1] & 0xc0) == 0x40
        : (bytes[0] & 0xfe) == UNIQUE_LOCAL;
  }
}
