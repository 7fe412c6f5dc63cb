package io.debros.jpa;

import io.debros.store.NetworkLimits;
import io.debros.store.NetworkSettings;
import io.debros.store.TlsBundle;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * Where a key of the network is set and enabled is not, somebody most likely forgot it and would
 * wait for peers in vain: refused. Where enabled=false is said, the other keys are kept for a
 * profile or an environment that says true: fine, but they still have to fit.
 */
/** The {@code debros.network.*} settings. Stateless. */
final class NetworkKeys {
  private static final String PREFIX = "debros.network.";
  private static final String ENABLED = PREFIX + "enabled";
  private static final String LISTEN = PREFIX + "listen";
  private static final String ANNOUNCE = PREFIX + "announce";
  private static final String BOOTSTRAP = PREFIX + "bootstrap";
  private static final String MDNS = PREFIX + "mdns";
  private static final String PEER_EXCHANGE = PREFIX + "peer-exchange";
  private static final String SWARM_KEY_FILE = PREFIX + "swarm-key-file";
  private static final String CERTIFICATE = PREFIX + "certificate-file";
  private static final String CERTIFICATE_KEY = PREFIX + "certificate-key-file";
  private static final String SSL_BUNDLE = PREFIX + "ssl-bundle";
  private static final String ALLOW_LIST = PREFIX + "allow-list";
  private static final String CONNECTIONS = PREFIX + "limits.connections";
  private static final String PER_ADDRESS = PREFIX + "limits.connections-per-address";
  private static final String INBOUND = PREFIX + "limits.inbound-per-second";
  private static final String STREAMS = PREFIX + "limits.streams-per-connection";
  private static final String MESSAGE = PREFIX + "limits.message-bytes";
  private static final String WANTS = PREFIX + "limits.wants";
  private static final String IN_FLIGHT = PREFIX + "limits.bytes-in-flight";
  private static final String SUBSCRIPTIONS = PREFIX + "limits.subscriptions-per-peer";
  private static final String PER_PEER = PREFIX + "limits.bytes-per-peer";
  private static final String ALL_PEERS = PREFIX + "limits.bytes-of-all-peers";
  static final Set<String> ALL =
      Set.of(
          ENABLED,
          LISTEN,
          ANNOUNCE,
          BOOTSTRAP,
          MDNS,
          PEER_EXCHANGE,
          SWARM_KEY_FILE,
          CERTIFICATE,
          CERTIFICATE_KEY,
          SSL_BUNDLE,
          ALLOW_LIST,
          CONNECTIONS,
          PER_ADDRESS,
          INBOUND,
          STREAMS,
          MESSAGE,
          WANTS,
          IN_FLIGHT,
          SUBSCRIPTIONS,
          PER_PEER,
          ALL_PEERS);

  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(B|KB|MB|GB|TB)?");
  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

  private NetworkKeys() {}

  /**
   * How the node takes part in the network; null if it does not.
   *
   * @throws InvalidSettingException if a value does not fit, or keys contradict each other
   */
  static @Nullable NetworkSettings read(SettingReader reader) {
    if (!reader.has(ENABLED)) {
      requireNone(reader);
      return null;
    }
    NetworkSettings settings = settings(reader);
    return reader.flag(ENABLED, false) ? settings : null;
  }

  private static void requireNone(SettingReader reader) {
    String given = ALL.stream().filter(reader::has).sorted().findFirst().orElse(null);
    if (given != null) {
      throw SettingReader.refused(
          ENABLED,
          "(absent)",
          given + " is set: set " + ENABLED + "=true as well, or =false to keep it for later");
    }
  }

  private static NetworkSettings settings(SettingReader reader) {
    requireBothOrNone(reader, CERTIFICATE, CERTIFICATE_KEY);
    requireNotBoth(reader, CERTIFICATE, SSL_BUNDLE);
    NetworkSettings defaults = NetworkSettings.defaults();
    NetworkSettings settings =
        new NetworkSettings(
            reader.read(LISTEN, defaults.listen(), NetworkKeys::addresses),
            reader.read(ANNOUNCE, defaults.announce(), NetworkKeys::addresses),
            reader.read(BOOTSTRAP, defaults.bootstrap(), NetworkKeys::peers),
            reader.flag(MDNS, defaults.mdns()),
            reader.flag(PEER_EXCHANGE, defaults.peerExchange()),
            reader.find(SWARM_KEY_FILE, Path::of),
            reader.find(CERTIFICATE, Path::of),
            reader.find(CERTIFICATE_KEY, Path::of),
            reader.object(SSL_BUNDLE, TlsBundle.class),
            reader.read(ALLOW_LIST, defaults.allowList(), NetworkKeys::ids),
            limits(reader, defaults.limits()));
    requireConsistent(settings);
    return settings;
  }

  private static void requireBothOrNone(SettingReader reader, String one, String other) {
    if (reader.has(one) != reader.has(other)) {
      String lacking = reader.has(one) ? other : one;
      throw SettingReader.refused(
          lacking, "(absent)", "Give both, certificates and their key, or none");
    }
  }

  private static void requireNotBoth(SettingReader reader, String one, String other) {
    if (reader.has(one) && reader.has(other)) {
      throw SettingReader.refused(
          other, "(set)", "Give it or " + one + ": there can be one certificate only");
    }
  }

  private static NetworkLimits limits(SettingReader reader, NetworkLimits defaults) {
    return new NetworkLimits(
        count(reader, CONNECTIONS, defaults.connections()),
        count(reader, PER_ADDRESS, defaults.connectionsPerAddress()),
        count(reader, INBOUND, defaults.inboundPerSecond()),
        count(reader, STREAMS, defaults.streamsPerConnection()),
        (int) size(reader, MESSAGE, defaults.messageBytes(), 1 << 20, Integer.MAX_VALUE),
        count(reader, WANTS, defaults.wants()),
        size(reader, IN_FLIGHT, defaults.bytesInFlight(), 1, Long.MAX_VALUE),
        count(reader, SUBSCRIPTIONS, defaults.subscriptionsPerPeer()),
        (int) size(reader, PER_PEER, defaults.bytesPerPeer(), 1, Integer.MAX_VALUE),
        size(reader, ALL_PEERS, defaults.bytesOfAllPeers(), 1, Long.MAX_VALUE));
  }

  private static void requireConsistent(NetworkSettings settings) {
    if (settings.listen().isEmpty() && !settings.announce().isEmpty()) {
      throw SettingReader.refused(
          ANNOUNCE,
          texts(settings.announce()),
          "Listen on an address, too, or announce none: nobody could be answered there");
    }
    Set<PeerId> allowed = settings.allowList();
    for (Multiaddr address : settings.bootstrap()) {
      PeerId peer = address.peer();
      if (!allowed.isEmpty() && peer != null && !allowed.contains(peer)) {
        throw SettingReader.refused(
            BOOTSTRAP, address.toString(), "Add the peer to " + ALLOW_LIST + ", too");
      }
    }
  }

  private static List<Multiaddr> addresses(String text) {
    return each(text, Multiaddr::parse).toList();
  }

  private static List<Multiaddr> peers(String text) {
    return each(text, NetworkKeys::peer).toList();
  }

  private static Multiaddr peer(String text) {
    Multiaddr address = Multiaddr.parse(text);
    if (address.endpoint() == null) {
      throw new IllegalArgumentException(
          "Give addresses that can be dialled, as /ip4/192.0.2.1/tcp/4001/p2p/12D3KooW…");
    }
    return address;
  }

  private static Set<PeerId> ids(String text) {
    return each(text, PeerId::parse).collect(Collectors.toSet());
  }

  private static <T> Stream<T> each(String text, Function<String, T> parse) {
    return SettingReader.parseList(text).stream().map(parse);
  }

  private static String texts(List<Multiaddr> addresses) {
    return addresses.stream().map(Multiaddr::toString).collect(Collectors.joining(","));
  }

  private static int count(SettingReader reader, String key, int absent) {
    return reader.read(key, absent, NetworkKeys::parseCount);
  }

  private static int parseCount(String text) {
    boolean isCount = text.matches("\\d{1,9}") && Integer.parseInt(text) > 0;
    if (!isCount) {
      throw new IllegalArgumentException("Give a whole number from 1 to 999999999");
    }
    return Integer.parseInt(text);
  }

  private static long size(SettingReader reader, String key, long absent, long least, long most) {
    return reader.read(key, absent, text -> parseSize(text, least, most));
  }

  /** As Spring's data sizes: 1 KB is 1024 bytes. */
  private static long parseSize(String text, long least, long most) {
    Matcher size = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (size.matches()) {
      String unit = size.group(2) == null ? "B" : size.group(2);
      long factor = 1L << (10 * UNITS.indexOf(unit));
      long amount = Long.parseLong(size.group(1));
      if (amount <= most / factor && amount * factor >= least) {
        return amount * factor;
      }
    }
    throw new IllegalArgumentException(
        "Give bytes, as 4194304 or 4MB; at least " + least + " and at most " + most);
  }
}
