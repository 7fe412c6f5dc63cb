package io.debros.store.libp2p.host;

import io.debros.store.libp2p.noise.NoiseIdentity;
import io.debros.store.libp2p.peer.PeerId;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What all parts of a host share.
 *
 * @param settings of the host
 * @param identity who this node is, for handshakes
 * @param loop the host thread
 * @param protocols that are spoken
 * @param counters of what happens
 * @param random for secrets
 */
record HostContext(
    HostSettings settings,
    NoiseIdentity identity,
    EventLoop loop,
    Protocols protocols,
    Counters counters,
    SecureRandom random) {
  PeerId id() {
    return identity.peerId();
  }

  HostLimits limits() {
    return settings.limits();
  }

  /** Milliseconds since some moment; never goes back. */
  long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** Runs a task on the host thread, some time from now. */
  Timer after(long millis, Runnable task) {
    Future<?> scheduled = loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    return () -> scheduled.cancel(false);
  }

  void requireHostThread() {
    if (!loop.inEventLoop()) {
      throw new IllegalStateException(
          "Called on thread "
              + Thread.currentThread().getName()
              + " instead of the host thread. Use Host.execute.");
    }
  }
}
