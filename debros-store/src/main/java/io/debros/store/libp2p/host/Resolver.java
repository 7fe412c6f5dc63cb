package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Endpoint;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks names of hosts up, on threads of its own. Thread-safe. */
final class Resolver {
  /** Addresses of a name that are tried. */
  static final int MAX_ADDRESSES = 8;

  private static final int THREADS = 2;
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  Resolver() {
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "debros-host-names");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Looks an endpoint up.
   *
   * @param done is given its addresses, at least one, or why there are none; on any thread
   */
  void resolve(
      Endpoint endpoint, BiConsumer<List<InetAddress>, @Nullable UnknownHostException> done) {
    threads.execute(
        () -> {
          try {
            done.accept(lookUp(endpoint), null);
          } catch (UnknownHostException unknown) {
            done.accept(List.of(), unknown);
          }
        });
  }

  /** Gives up what is still looked up. */
  void close() {
    threads.shutdownNow();
  }

  private static List<InetAddress> lookUp(Endpoint endpoint) throws UnknownHostException {
    List<InetAddress> fitting =
        Stream.of(InetAddress.getAllByName(endpoint.host()))
            .filter(address -> fits(address, endpoint.kind()))
            .limit(MAX_ADDRESSES)
            .toList();
    if (fitting.isEmpty()) {
      throw new UnknownHostException(endpoint.host() + " has no address of this kind");
    }
    return fitting;
  }

  private static boolean fits(InetAddress address, Endpoint.Kind kind) {
    return switch (kind) {
      case IP, DNS -> true;
      case DNS4 -> address instanceof Inet4Address;
      case DNS6 -> address instanceof Inet6Address;
      case DNSADDR -> false; // it has no addresses of hosts
    };
  }
}
