package io.debros.store.libp2p.host;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect, before a byte was said: limits for all and for each IP address, where IPv6
 * addresses count by their first 64 bits, which is what one machine has. Host thread.
 */
final class Admission {
  private static final long SECOND = 1_000;
  private static final int IP6_NETWORK_BYTES = 8;

  private final HostLimits limits;
  private final Map<ByteBuffer, Integer> connections = new HashMap<>();
  private final Map<ByteBuffer, Integer> inThisSecond = new HashMap<>();
  private long thisSecond;
  private int all;
  private int pendingInbound;

  Admission(HostLimits limits) {
    this.limits = limits;
  }

  /**
   * Lets a connection in, which is counted until it is {@link #ended}.
   *
   * @return why it is not let in; null if it is
   */
  @Nullable Refusal admit(InetAddress address, Direction direction, long now) {
    ByteBuffer network = network(address);
    if (direction == Direction.INBOUND && isTooFast(network, now)) {
      return Refusal.RATE_OF_ADDRESS;
    }
    if (all >= limits.connections()) {
      return Refusal.CONNECTIONS;
    }
    if (connections.getOrDefault(network, 0) >= limits.connectionsOfAddress()) {
      return Refusal.CONNECTIONS_OF_ADDRESS;
    }
    if (direction == Direction.INBOUND && pendingInbound >= limits.pendingInbound()) {
      return Refusal.PENDING;
    }
    all++;
    connections.merge(network, 1, Integer::sum);
    pendingInbound += direction == Direction.INBOUND ? 1 : 0;
    return null;
  }

  /** A connection of a peer is set up, or has failed before. */
  void settled() {
    pendingInbound--;
  }

  /** A connection that was admitted is gone. */
  void ended(InetAddress address) {
    all--;
    connections.computeIfPresent(network(address), (key, count) -> count == 1 ? null : count - 1);
  }

  private boolean isTooFast(ByteBuffer network, long now) {
    if (now / SECOND != thisSecond) {
      thisSecond = now / SECOND;
      inThisSecond.clear();
    }
    return inThisSecond.merge(network, 1, Integer::sum) > limits.inboundPerSecond();
  }

  private static ByteBuffer network(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean isLong = address instanceof Inet6Address;
    return ByteBuffer.wrap(isLong ? Arrays.copyOf(bytes, IP6_NETWORK_BYTES) : bytes);
  }
}
