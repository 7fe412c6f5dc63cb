package io.debros.spring.autoconfigure;

import io.debros.jpa.node.NetworkView;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a network when somebody asks, and at most once a second: all meters of one scrape share
 * one look. If the network does not answer, the log says so once, and the last look stays.
 * Thread-safe.
 */
final class NetworkLooks {
  private static final Logger log = LoggerFactory.getLogger(NetworkLooks.class);
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST = 100;

  private final NetworkView network;
  private final LongSupplier nanos;
  private final BoundedTag reasons = new BoundedTag(MOST);
  private final BoundedTag names = new BoundedTag(MOST);
  private NetworkLook last; // this and the rest: guarded by this
  private long lookedAt;
  private boolean isStopped;
  private boolean hasFailed;

  /**
   * Looks for the first time.
   *
   * @param nanos of a clock that never goes back
   */
  NetworkLooks(NetworkView network, LongSupplier nanos) {
    this.network = network;
    this.nanos = nanos;
    this.lookedAt = nanos.getAsLong();
    this.last = look();
  }

  /** How it is, or was within the last second. */
  synchronized NetworkLook current() {
    long now = nanos.getAsLong();
    if (!isStopped && now - lookedAt >= FRESH_NANOS) {
      lookedAt = now;
      refresh();
    }
    return last;
  }

  /** Does not look again: the network is about to close. */
  synchronized void stop() {
    isStopped = true;
  }

  private void refresh() {
    try {
      last = look();
      hasFailed = false;
    } catch (RuntimeException failure) {
      if (!hasFailed) {
        log.warn("Network cannot be measured; its meters stay as they were", failure);
      }
      hasFailed = true;
    }
  }

  private NetworkLook look() {
    return NetworkLook.of(network.statistics(), network.replicationStatus(), reasons, names);
  }
}
