package io.debros.store.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.error.BadPeerException;
import io.debros.store.libp2p.multistream.Negotiation;
import io.debros.store.libp2p.noise.NoiseIdentity;
import io.debros.store.libp2p.noise.NoiseSession;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.yamux.YamuxEvent;
import io.debros.store.libp2p.yamux.YamuxSession;
import io.debros.store.libp2p.yamux.YamuxSettings;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;

/** The layers of a connection: what comes is refused, or taken within the limits. */
public final class ConnectionFuzz {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NoiseIdentity OWN =
      NoiseIdentity.of(PrivateKey.generate(RANDOM), List.of(YamuxSession.PROTOCOL), RANDOM);
  private static final int WINDOW = YamuxSettings.INITIAL_WINDOW;
  private static final YamuxSettings SMALL = new YamuxSettings(WINDOW, 4, 4, 4, 1000, WINDOW);

  private ConnectionFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    law(() -> negotiate(Negotiation.answer("/noise"::equals), input));
    law(() -> negotiate(Negotiation.propose(List.of("/noise", "/tls/1.0.0")), input));
    law(() -> secure(NoiseSession.accept(OWN, RANDOM), input));
    law(() -> secure(NoiseSession.dial(OWN, null, RANDOM), input));
    law(() -> multiplex(YamuxSession.listener(SMALL, 0), input));
    law(() -> multiplex(YamuxSession.dialer(SMALL, 0), input));
  }

  private static void negotiate(Negotiation negotiation, byte[] input) {
    negotiation.receive(ByteBuffer.wrap(input));
    assertThat(negotiation.takeOutput().length).isLessThan(64 * 1024);
  }

  private static void secure(NoiseSession session, byte[] input) {
    session.receive(ByteBuffer.wrap(input));
    assertThat(session.isEstablished()).as("without a key of the peer").isFalse();
  }

  private static void multiplex(YamuxSession session, byte[] input) {
    ByteBuffer whole = ByteBuffer.wrap(input);
    session.open().write(ByteBuffer.allocate(10));
    while (whole.hasRemaining()) {
      int count = Math.min(whole.remaining(), 40);
      session.receive(whole.slice(whole.position(), count), 0);
      whole.position(whole.position() + count);
      assertThat(session.streams()).hasSizeLessThanOrEqualTo(5);
      assertThat(session.unreadBytes()).isBetween(0L, (long) WINDOW);
      for (YamuxEvent event = session.pollEvent(); event != null; event = session.pollEvent()) {
        if (event instanceof YamuxEvent.Ended ended) {
          ended.stream().read();
          ended.stream().closeWrite();
        }
      }
      assertThat(session.pollOutput() == null || !session.hasOutput()).isTrue();
    }
  }

  private static void law(Runnable check) {
    try {
      check.run();
    } catch (BadPeerException refused) {
      assertThat(refused.problem()).isNotNull();
    }
  }
}
