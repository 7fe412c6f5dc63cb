package io.debros.jpa.network;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the node's network has done since it was opened, and has open now. {@code in} is what peers
 * began or sent, {@code out} what this node did. Immutable.
 *
 * @param peers that are connected now
 * @param open connections, now
 * @param connections that were set up
 * @param streams on which a protocol was agreed
 * @param bytes received and sent, as on the wire
 * @param refused connections and streams that were not taken, by reason, {@code NOT_ALLOWED} and so
 *     on; those that never happened are left out
 * @param misbehaviour how often peers did what they should not, by the fixed sentence that the log
 *     has, too; there are some dozens at most
 */
public record NetworkStatistics(
    int peers,
    InOut open,
    InOut connections,
    InOut streams,
    InOut bytes,
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
}
