package io.debros.store.libp2p.host;

import static org.assertj.core.api.Assertions.fail;

import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A host on the loopback interface that remembers what its listener was told. Thread-safe. */
final class TestHost implements AutoCloseable {
  static final Multiaddr LOOPBACK = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");
  static final long PATIENCE_SECONDS = 60;

  private static final SecureRandom SECRETS = new SecureRandom();

  final Queue<String> events = new ConcurrentLinkedQueue<>();
  final PrivateKey key;
  private final Host host;

  private TestHost(HostSettings settings, PrivateKey key, Consumer<Host> setUp) {
    this.key = key;
    this.host = Host.start(settings, key, new Recorder(), setUp);
  }

  /** Listens on the loopback interface, with the defaults. */
  static TestHost start() {
    return start(HostLimits.defaults());
  }

  static TestHost start(HostLimits limits) {
    return start(listening().withLimits(limits), host -> {});
  }

  static TestHost start(HostSettings settings, Consumer<Host> setUp) {
    return new TestHost(settings, PrivateKey.generate(SECRETS), setUp);
  }

  static HostSettings listening() {
    return HostSettings.defaults().withListen(List.of(LOOPBACK));
  }

  Host host() {
    return host;
  }

  PeerId id() {
    return host.id();
  }

  /** Where it listens, without its id. */
  Multiaddr address() {
    return host.addresses().get(0);
  }

  int port() {
    return Integer.parseInt(address().parts().get(1).value());
  }

  /** Where it listens, with its id. */
  Multiaddr fullAddress() {
    return address().withPeer(id());
  }

  /** Runs something on the host thread, and waits for what it gives. */
  <T> T on(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    host.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Exception failed) {
            result.completeExceptionally(failed);
          }
        });
    return get(result);
  }

  void run(Runnable task) {
    on(
        () -> {
          task.run();
          return true;
        });
  }

  /** Speaks a protocol from now on. */
  void handle(String protocol, StreamAcceptor acceptor) {
    run(() -> host.handle(protocol, acceptor, Listed.NO));
  }

  /** Connects to another host, and waits until both know. */
  void connect(TestHost other) {
    get(host.dial(other.fullAddress()));
    eventually("both know each other", () -> isConnected(other) && other.isConnected(this));
  }

  boolean isConnected(TestHost other) {
    return on(() -> host.isConnected(other.id()));
  }

  /** Opens a stream. */
  TestStream open(TestHost other, String... protocols) {
    TestStream stream = new TestStream();
    run(() -> host.open(other.id(), List.of(protocols), stream));
    return stream;
  }

  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException late) {
      throw new AssertionError("It takes too long", late);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(failed.getCause());
    }
  }

  /** Waits until something is so. */
  static void eventually(String what, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      while (!condition.call()) {
        if (System.nanoTime() > deadline || new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS)) {
          fail("Never came: " + what);
        }
      }
    } catch (Exception failed) {
      throw new AssertionError(what, failed);
    }
  }

  @Override
  public void close() {
    host.close();
  }

  /** Writes down what the listener is told. */
  private final class Recorder implements HostListener {
    @Override
    public void connected(PeerId peer) {
      events.add("connected " + peer);
    }

    @Override
    public void identified(PeerId peer, Set<String> protocols) {
      events.add("identified " + peer);
    }

    @Override
    public void disconnected(PeerId peer) {
      events.add("disconnected " + peer);
    }
  }
}
