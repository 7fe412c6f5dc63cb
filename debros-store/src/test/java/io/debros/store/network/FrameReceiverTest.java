package io.debros.store.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostListener;
import io.debros.store.libp2p.host.HostSettings;
import io.debros.store.libp2p.host.Listed;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages on a stream between two hosts, of which one does not always read. */
class FrameReceiverTest {
  private static final String PROTOCOL = "/test/frames";
  private static final int LONG = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Host here = host();
  private final Host there = host();
  private final Gate gate = new Gate();
  private final AtomicInteger closed = new AtomicInteger();

  @AfterEach
  void end() {
    there.close();
    here.close();
  }

  @Test
  void messages_whilePaused_waitAndComeAfterwardsInOrder() {
    connect();
    List<String> words = new ArrayList<>();
    for (int number = 0; number < 30; number++) {
      words.add(number + "x".repeat(LONG));
    }

    send(words);
    await().atMost(PATIENCE).until(() -> gate.pauses.get() >= 3);
    await().atMost(PATIENCE).until(() -> here.statistics().waiting() >= LONG);
    assertThat(gate.received).isEmpty();
    gate.isOpen = true;

    await().atMost(PATIENCE).until(() -> gate.received.size() == words.size());
    assertThat(gate.received).containsExactlyElementsOf(words);
  }

  @Test
  void stream_closedWhilePaused_isOver() {
    connect();
    send(List.of("never read"));
    await().atMost(PATIENCE).until(() -> gate.pauses.get() >= 1);

    there.execute(() -> there.disconnect(here.id()));

    await().atMost(PATIENCE).until(() -> closed.get() == 1);
    assertThat(gate.received).isEmpty();
  }

  private void connect() {
    here.execute(
        () ->
            here.handle(
                PROTOCOL,
                stream -> new FrameReceiver(here, stream, 1 << 20, gate, closed::incrementAndGet),
                Listed.NO));
    there.dial(here.addresses().get(0)).toCompletableFuture().join();
  }

  private void send(List<String> words) {
    there.execute(
        () -> {
          FrameSender sender =
              new FrameSender(there, here.id(), List.of(PROTOCOL), length -> {}, new Nobody());
          words.forEach(word -> sender.send(word.getBytes(UTF_8)));
        });
  }

  private static Host host() {
    HostSettings settings =
        HostSettings.defaults().withListen(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
    HostListener listener =
        new HostListener() {
          @Override
          public void connected(PeerId peer) {}

          @Override
          public void identified(PeerId peer, Set<String> protocols) {}

          @Override
          public void disconnected(PeerId peer) {}
        };
    return Host.start(settings, PrivateKey.generate(new SecureRandom()), listener);
  }

  /** Takes messages once it is open. */
  private static final class Gate implements FrameReceiver.Receiver {
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pauses = new AtomicInteger();
    private volatile boolean isOpen;

    @Override
    public void receive(byte[] message) {
      received.add(new String(message, UTF_8));
    }

    @Override
    public long pause() {
      if (isOpen) {
        return 0;
      }
      pauses.incrementAndGet();
      return 20;
    }
  }

  private static final class Nobody implements FrameSender.Owner {
    @Override
    public void opened(String protocol) {}

    @Override
    public void closed(@Nullable Problem why) {}
  }
}
