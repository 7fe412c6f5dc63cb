package io.debros.store.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.libp2p.multistream.Negotiation;
import io.debros.store.libp2p.multistream.Negotiation.Outcome;
import io.debros.store.libp2p.noise.NoiseIdentity;
import io.debros.store.libp2p.noise.NoiseSession;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.yamux.YamuxEvent;
import io.debros.store.libp2p.yamux.YamuxSession;
import io.debros.store.libp2p.yamux.YamuxSettings;
import io.debros.store.libp2p.yamux.YamuxStream;
import io.debros.store.testing.Property;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * All layers of a connection on top of each other, without a socket: negotiation, Noise, yamux, and
 * a protocol on a stream. The wire is cut anywhere.
 */
class StackTest {
  private static final String ECHO = "/test/echo/1.0.0";
  private static final SecureRandom SECRETS = new SecureRandom();

  @Test
  void trap11_framesOfEveryLayerCutAnywhere_streamsCarryTheirBytes() {
    Property.check(
        15,
        random -> {
          byte[] data = new byte[random.nextInt(300_000)];
          random.nextBytes(data);
          PrivateKey listenerKey = PrivateKey.generate(SECRETS);
          Connection dialer = new Connection(PrivateKey.generate(SECRETS), listenerKey, data);
          Connection listener = new Connection(listenerKey, null, data);

          while (dialer.carry(listener, random) | listener.carry(dialer, random)) {}

          assertThat(dialer.answer.toByteArray()).isEqualTo(data);
          assertThat(dialer.muxer().streams()).isEmpty();
          assertThat(listener.muxer().streams()).isEmpty();
          assertThat(dialer.security().remotePeer()).isEqualTo(listenerKey.peerId());
        });
  }

  /** One end; the dialler opens a stream, writes the data to it, and expects it back. */
  private static final class Connection {
    private final NoiseIdentity identity;
    private final @Nullable PrivateKey remote;
    private final ByteBuffer question;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final Negotiation security;
    private @Nullable NoiseSession noise;
    private @Nullable YamuxSession yamux;
    private @Nullable YamuxStream stream;
    private @Nullable Negotiation protocol;
    private ByteBuffer echo = ByteBuffer.allocate(0);

    Connection(PrivateKey key, @Nullable PrivateKey remote, byte[] data) {
      this.identity = NoiseIdentity.of(key, List.of(YamuxSession.PROTOCOL), SECRETS);
      this.remote = remote;
      this.question = ByteBuffer.wrap(data);
      this.security =
          remote == null
              ? Negotiation.answer(NoiseSession.PROTOCOL::equals)
              : Negotiation.propose(List.of(NoiseSession.PROTOCOL));
      wire.writeBytes(security.takeOutput());
    }

    NoiseSession security() {
      assertThat(noise).isNotNull();
      return noise;
    }

    YamuxSession muxer() {
      assertThat(yamux).isNotNull();
      return yamux;
    }

    /** Gives all that is to be sent to the other end, in pieces; whether there was anything. */
    boolean carry(Connection other, RandomGenerator random) {
      byte[] bytes = wire.toByteArray();
      wire.reset();
      for (int from = 0; from < bytes.length; ) {
        int count = Math.min(bytes.length - from, 1 + random.nextInt(20_000));
        other.receive(ByteBuffer.wrap(bytes, from, count));
        from += count;
      }
      return bytes.length > 0;
    }

    private void receive(ByteBuffer input) {
      if (security.outcome() == Outcome.RUNNING) {
        security.receive(input);
        wire.writeBytes(security.takeOutput());
        if (security.outcome() == Outcome.AGREED) {
          noise =
              remote == null
                  ? NoiseSession.accept(identity, SECRETS)
                  : NoiseSession.dial(identity, remote.peerId(), SECRETS);
        }
      }
      if (noise != null) {
        noise.receive(input);
        wire.writeBytes(noise.takeOutput());
        if (noise.isEstablished()) {
          receiveSecured(noise);
        }
      }
    }

    private void receiveSecured(NoiseSession secured) {
      if (yamux == null) {
        assertThat(secured.muxer()).isEqualTo(YamuxSession.PROTOCOL);
        yamux = start();
      }
      for (byte[] next = secured.read(); next != null; next = secured.read()) {
        yamux.receive(ByteBuffer.wrap(next), 0);
      }
      do {
        for (YamuxEvent event = yamux.pollEvent(); event != null; event = yamux.pollEvent()) {
          handle(event);
        }
        for (byte[] next = yamux.pollOutput(); next != null; next = yamux.pollOutput()) {
          wire.writeBytes(secured.encrypt(ByteBuffer.wrap(next)));
        }
        work();
      } while (yamux.hasOutput());
    }

    private YamuxSession start() {
      if (remote == null) {
        return YamuxSession.listener(YamuxSettings.defaults(), 0);
      }
      YamuxSession session = YamuxSession.dialer(YamuxSettings.defaults(), 0);
      stream = session.open();
      protocol = Negotiation.propose(List.of(ECHO));
      stream.write(ByteBuffer.wrap(protocol.takeOutput()));
      return session;
    }

    private void handle(YamuxEvent event) {
      if (event instanceof YamuxEvent.Opened opened) {
        stream = opened.stream();
        protocol = Negotiation.answer(ECHO::equals);
      } else if (event instanceof YamuxEvent.Reset) {
        throw new AssertionError("Nobody resets a stream here");
      }
    }

    /** What the protocol does when something may have come, or may go. */
    private void work() {
      if (stream == null || protocol == null) {
        return;
      }
      ByteBuffer input =
          echo.hasRemaining() ? ByteBuffer.allocate(0) : ByteBuffer.wrap(stream.read());
      if (protocol.outcome() == Outcome.RUNNING) {
        protocol.receive(input);
        stream.write(ByteBuffer.wrap(protocol.takeOutput()));
      }
      if (protocol.outcome() == Outcome.AGREED) {
        if (remote == null) {
          echo(stream, input);
        } else {
          ask(stream, input);
        }
      }
    }

    private void ask(YamuxStream open, ByteBuffer input) {
      answer.writeBytes(remaining(input));
      if (question.hasRemaining()) {
        open.write(question);
      }
      if (!question.hasRemaining()) {
        open.closeWrite();
      }
    }

    private void echo(YamuxStream open, ByteBuffer input) {
      if (input.hasRemaining()) {
        echo = input;
      }
      if (echo.hasRemaining()) {
        open.write(echo);
      }
      if (!echo.hasRemaining() && open.isReadClosed() && open.unreadBytes() == 0) {
        open.closeWrite();
      }
    }

    private static byte[] remaining(ByteBuffer input) {
      byte[] bytes = new byte[input.remaining()];
      input.get(bytes);
      return bytes;
    }
  }
}
