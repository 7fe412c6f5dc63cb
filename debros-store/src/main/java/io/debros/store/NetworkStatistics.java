package io.debros.store;

import io.debros.store.libp2p.host.ConnectionInfo;
import io.debros.store.libp2p.host.Direction;
import io.debros.store.libp2p.host.HostStatistics;
import io.debros.store.libp2p.host.Refusal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node's network has done since it was opened, and has open now. {@code in} is what peers
 * began or sent, {@code out} what this node did. Immutable, thread-safe.
 *
 * @param peers that are connected now
 * @param open connections, now
 * @param connections that were set up
 * @param streams on which a protocol was agreed
 * @param bytes received and sent, as on the wire
 * @param waiting bytes that are on connections now, to be read by this node or by peers, and of the
 *     names of protocols that those say they speak
 * @param refused connections and streams that were not taken, by reason: {@code CONNECTIONS},
 *     {@code CONNECTIONS_OF_ADDRESS}, {@code RATE_OF_ADDRESS}, {@code PENDING}, {@code
 *     UPGRADE_TIME}, {@code UPGRADE_FAILED}, {@code NOT_ALLOWED}, {@code MISBEHAVED}, {@code
 *     STREAMS_OF_PROTOCOL}, {@code QUESTIONS}, {@code NEGOTIATION_TIME}, {@code UNREAD} or {@code
 *     WAITING}. Those that never happened are left out
 * @param misbehaviour how often peers did what they should not, by the fixed sentence that the log
 *     has, too; there are some dozens at most
 */
public record NetworkStatistics(
    int peers,
    InOut open,
    InOut connections,
    InOut streams,
    InOut bytes,
    long waiting,
    SortedMap<String, Long> refused,
    SortedMap<String, Long> misbehaviour) {
  public NetworkStatistics {
    refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
    misbehaviour = Collections.unmodifiableSortedMap(new TreeMap<>(misbehaviour));
  }

  /**
   * A number both ways.
   *
   * @param in by peers
   * @param out by this node
   */
  public record InOut(long in, long out) {}

  static NetworkStatistics of(HostStatistics host, List<ConnectionInfo> open) {
    return new NetworkStatistics(
        (int) open.stream().map(ConnectionInfo::peer).distinct().count(),
        new InOut(count(open, Direction.INBOUND), count(open, Direction.OUTBOUND)),
        new InOut(host.connectionsIn(), host.connectionsOut()),
        new InOut(host.streamsIn(), host.streamsOut()),
        new InOut(host.bytesIn(), host.bytesOut()),
        host.waiting(),
        byName(host.refused()),
        new TreeMap<>(host.misbehaviour()));
  }

  private static long count(List<ConnectionInfo> open, Direction direction) {
    return open.stream().filter(each -> each.direction() == direction).count();
  }

  private static SortedMap<String, Long> byName(Map<Refusal, Long> refused) {
    SortedMap<String, Long> names = new TreeMap<>();
    refused.forEach((reason, count) -> names.put(reason.name(), count));
    return names;
  }
}
