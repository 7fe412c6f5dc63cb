package io.debros.store.libp2p.mdns;

import io.debros.store.error.BadPeerException;
import io.debros.store.libp2p.mdns.DnsRecord.Pointer;
import io.debros.store.libp2p.mdns.DnsRecord.Text;
import io.debros.store.libp2p.peer.AddressPart;
import io.debros.store.libp2p.peer.AddressProtocol;
import io.debros.store.libp2p.peer.Endpoint;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 *   query      _p2p._udp.local PTR?                                        every interval
 *   response   _p2p._udp.local PTR <random name>._p2p._udp.local           to each query, and with
 *              <random name>._p2p._udp.local TXT dnsaddr=/ip4/…/p2p/…      our own ones
 *
 * Everybody on the local network hears both, so answers are given at most once a second, however
 * many ask. The name is random because the records are public; who a peer is, its address says.
 */
/**
 * Finds peers by multicast DNS, on datagrams and time. Datagrams of others may be anything, since
 * printers and telephones use the same group: what is not about libp2p is ignored, what is broken
 * is counted. One thread at a time.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/discovery/mdns.md">libp2p mDNS</a>
 */
final class MdnsDiscovery {
  /** The most addresses that one datagram can bring. */
  static final int MAX_ADDRESSES = 64;

  private static final String ADDRESS = "dnsaddr=";
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int NAME_LENGTH = 40;
  private static final long BETWEEN_ANSWERS = 1_000;
  private static final long NEVER = Long.MAX_VALUE;

  private final String service;
  private final String instance;
  private final PeerId self;
  private final long interval;
  private long queryAt;
  private long answerAt;
  private long answerNotBefore;
  private long broken;

  MdnsDiscovery(MdnsSettings settings, PeerId self, RandomGenerator random, long now) {
    this.service = settings.service();
    this.instance =
        random
            .ints(NAME_LENGTH, 0, ALPHABET.length())
            .mapToObj(index -> ALPHABET.substring(index, index + 1))
            .collect(Collectors.joining());
    this.self = self;
    this.interval = settings.interval().toMillis();
    this.queryAt = now;
    this.answerAt = NEVER;
    this.answerNotBefore = now;
  }

  /** When {@link #tick} has something to send. */
  long nextTick() {
    return Math.min(queryAt, answerAt);
  }

  /**
   * Datagrams to send to the group now.
   *
   * @param own addresses of this node; those that are not IP addresses, or too long, are kept back
   */
  List<byte[]> tick(List<Multiaddr> own, long now) {
    List<byte[]> datagrams = new ArrayList<>();
    if (now >= queryAt) {
      queryAt = now + interval;
      answerAt = Math.min(answerAt, Math.max(now, answerNotBefore));
      datagrams.add(DnsWriter.query(service));
    }
    if (now >= answerAt) {
      answerAt = NEVER;
      answerNotBefore = now + BETWEEN_ANSWERS;
      List<String> texts = texts(own);
      if (!texts.isEmpty()) {
        int count = DnsWriter.fitting(service, instance, texts);
        datagrams.add(DnsWriter.response(service, instance, texts.subList(0, count)));
      }
    }
    return datagrams;
  }

  /**
   * Reads a datagram of anybody.
   *
   * @param isFromHere whether this machine sent it, so that its loopback addresses are ours too
   * @return addresses of other peers, each with the id of its peer; often none
   */
  Set<Multiaddr> receive(byte[] datagram, boolean isFromHere, long now) {
    DnsMessage message;
    try {
      message = DnsMessage.decode(datagram);
    } catch (BadPeerException notDns) {
      broken++;
      return Set.of();
    }
    if (!message.isResponse()) {
      if (message.questions().contains(service)) {
        answerAt = Math.min(answerAt, Math.max(now, answerNotBefore));
      }
      return Set.of();
    }
    return addresses(message, isFromHere);
  }

  /** How many datagrams were not DNS messages, or had something else than an address in them. */
  long broken() {
    return broken;
  }

  private Set<Multiaddr> addresses(DnsMessage message, boolean isFromHere) {
    Set<String> instances = instances(message);
    Set<Multiaddr> addresses = new LinkedHashSet<>();
    for (DnsRecord record : message.records()) {
      if (record instanceof Text text && text.ttl() > 0 && instances.contains(text.name())) {
        for (String string : text.strings()) {
          Multiaddr address = address(string, isFromHere);
          if (address != null && addresses.size() < MAX_ADDRESSES) {
            addresses.add(address);
          }
        }
      }
    }
    return addresses;
  }

  private Set<String> instances(DnsMessage message) {
    Set<String> instances = new LinkedHashSet<>();
    for (DnsRecord record : message.records()) {
      if (record instanceof Pointer pointer && pointer.name().equals(service)) {
        instances.add(pointer.target());
      }
    }
    instances.remove(instance + "." + service);
    return instances;
  }

  private @Nullable Multiaddr address(String text, boolean isFromHere) {
    if (!text.startsWith(ADDRESS)) {
      return null;
    }
    Multiaddr address;
    try {
      address = Multiaddr.parse(text.substring(ADDRESS.length()));
    } catch (IllegalArgumentException unknownStep) {
      broken++;
      return null;
    }
    Endpoint endpoint = address.endpoint();
    boolean isUsable =
        endpoint != null
            && endpoint.peer() != null
            && !self.equals(endpoint.peer())
            && isReachable(endpoint, isFromHere);
    return isUsable ? address : null;
  }

  private List<String> texts(List<Multiaddr> own) {
    return own.stream()
        .filter(MdnsDiscovery::isAddressOfInterface)
        .map(address -> ADDRESS + address.withPeer(self))
        .filter(text -> text.length() <= DnsWriter.MAX_STRING)
        .toList();
  }

  /** A zone means something only on the machine that has it. */
  private static boolean isAddressOfInterface(Multiaddr address) {
    List<AddressPart> parts = address.parts();
    Endpoint endpoint = address.endpoint();
    return endpoint != null
        && parts.get(0).protocol() != AddressProtocol.IP6ZONE
        && isReachable(endpoint, true);
  }

  private static boolean isReachable(Endpoint endpoint, boolean isFromHere) {
    if (endpoint.kind() != Endpoint.Kind.IP) {
      return false;
    }
    try {
      InetAddress address = InetAddress.getByName(endpoint.host()); // no name, so no look-up
      return !address.isAnyLocalAddress()
          && !address.isMulticastAddress()
          && (isFromHere || !address.isLoopbackAddress());
    } catch (UnknownHostException zoneOfAnotherMachine) {
      return false;
    }
  }
}
