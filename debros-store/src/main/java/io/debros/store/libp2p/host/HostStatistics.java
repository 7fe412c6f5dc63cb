package io.debros.store.libp2p.host;

import java.util.Map;

/**
 * What a host has done since it started, and holds now. Immutable, thread-safe.
 *
 * @param connectionsIn that peers made and that were set up
 * @param connectionsOut that this node made and that were set up
 * @param refused connections and streams that were not taken, by reason; those that never happened
 *     are left out
 * @param bytesIn received from all peers, as on the wire
 * @param bytesOut sent to all peers, as on the wire
 * @param streamsIn of peers, on which a protocol was agreed
 * @param streamsOut of ours, on which a protocol was agreed
 * @param waiting bytes that are on connections now, to be read by this node or by peers, and of the
 *     names of protocols that those say they speak
 * @param misbehaviour how often peers did what they should not, by the sentence of the problem
 */
public record HostStatistics(
    long connectionsIn,
    long connectionsOut,
    Map<Refusal, Long> refused,
    long bytesIn,
    long bytesOut,
    long streamsIn,
    long streamsOut,
    long waiting,
    Map<String, Long> misbehaviour) {
  public HostStatistics {
    refused = Map.copyOf(refused);
    misbehaviour = Map.copyOf(misbehaviour);
  }

  /** How many were refused for this reason. */
  public long refused(Refusal reason) {
    return refused.getOrDefault(reason, 0L);
  }
}
