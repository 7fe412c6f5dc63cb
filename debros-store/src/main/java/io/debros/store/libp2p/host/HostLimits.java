package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How much peers may use of this node. What one connection may use besides is in {@link
 * io.debros.store.libp2p.yamux.YamuxSettings}.
 *
 * @param connections open or being set up at a time, in all; default 300
 * @param connectionsOfAddress open or being set up at a time with one IP address, which many peers
 *     may share; default 50
 * @param pendingInbound connections of peers that are being set up at a time; default 64
 * @param inboundPerSecond connections that one IP address may make in a second; default 50
 * @param streamsOfProtocol that a peer may have open on one connection for one protocol; default
 *     500
 * @param opensPerSecond streams that a peer may open on one connection in a second, on average over
 *     some seconds; a connection with more is closed; default 1,000
 * @param unreadOfPeer bytes received on all connections of one peer and not read; streams that have
 *     more are reset; default 32 MiB
 * @param waitingOfAll bytes that wait on all connections of all peers, to be read or to be sent,
 *     and of the names of protocols that peers say they speak; over that the peer is disconnected
 *     that makes most wait for longest; default 256 MiB
 * @param upgradeTime to connect and set up a connection; default 10 s
 * @param negotiationTime to agree on the protocol of a stream; default 10 s
 * @param pingInterval between two questions whether a peer is still there; default 15 s
 * @param pingPatience how long the answer may take, before the connection counts as lost; default
 *     20 s
 * @param breaches within {@code refusalTime} after which a peer is refused; default 3
 * @param refusalTime for how long; default 5 minutes
 */
public record HostLimits(
    int connections,
    int connectionsOfAddress,
    int pendingInbound,
    int inboundPerSecond,
    int streamsOfProtocol,
    int opensPerSecond,
    int unreadOfPeer,
    long waitingOfAll,
    Duration upgradeTime,
    Duration negotiationTime,
    Duration pingInterval,
    Duration pingPatience,
    int breaches,
    Duration refusalTime) {
  private static final long MIN_TICK = 10;
  private static final long MAX_TICK = 1_000;
  private static final int TICKS = 8;

  /** Every number and time is positive. */
  public HostLimits {
    int least =
        IntStream.of(
                connections,
                connectionsOfAddress,
                pendingInbound,
                inboundPerSecond,
                streamsOfProtocol,
                opensPerSecond,
                unreadOfPeer,
                breaches)
            .min()
            .orElseThrow();
    boolean isTimeMissing =
        Stream.of(upgradeTime, negotiationTime, pingInterval, pingPatience, refusalTime)
            .anyMatch(time -> time.toMillis() < 1);
    if (Math.min(least, waitingOfAll) < 1 || isTimeMissing) {
      throw new IllegalArgumentException(
          problem("Limit of a host is not positive")
              .at("leastNumber", Math.min(least, waitingOfAll))
              .advice("Give every limit as 1 or more, and every time as a millisecond or more")
              .toString());
    }
  }

  /** The defaults. */
  public static HostLimits defaults() {
    return new HostLimits(
        300,
        50,
        64,
        50,
        500,
        1_000,
        32 << 20,
        256L << 20,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(20),
        3,
        Duration.ofMinutes(5));
  }

  /** How often limits of time are to be looked at, in milliseconds. */
  long tickMillis() {
    long shortest =
        Stream.of(upgradeTime, negotiationTime, pingInterval, pingPatience)
            .mapToLong(Duration::toMillis)
            .min()
            .orElseThrow();
    return Math.max(MIN_TICK, Math.min(MAX_TICK, shortest / TICKS));
  }
}
