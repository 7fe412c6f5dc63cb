package io.debros.store.libp2p.host;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.noise.NoiseIdentity;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.yamux.YamuxSession;
import io.debros.store.testing.Property;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From a wire to a secured connection with a muxer, on bytes that are cut anywhere. */
class UpgradeTest {
  private static final SecureRandom SECRETS = new SecureRandom();
  private static final List<String> YAMUX = List.of(YamuxSession.PROTOCOL);

  private final PrivateKey dialerKey = PrivateKey.generate(SECRETS);
  private final PrivateKey listenerKey = PrivateKey.generate(SECRETS);

  @Test
  void upgrade_muxersNamedOrNot_bothEndsAgreeAndKnowEachOther() {
    Property.check(
        40,
        random -> {
          Upgrade dialer = dialer(random.nextBoolean() ? YAMUX : List.of(), listenerKey.peerId());
          Upgrade listener = listener(random.nextBoolean() ? YAMUX : List.of());

          carry(dialer, listener, random);

          assertThat(dialer.isDone() && listener.isDone()).isTrue();
          assertThat(dialer.session().remotePeer()).isEqualTo(listenerKey.peerId());
          assertThat(listener.session().remotePeer()).isEqualTo(dialerKey.peerId());
          assertThat(dialer.rest().remaining() + listener.rest().remaining()).isZero();
        });
  }

  @Test
  void upgrade_anotherPeerAnswers_isRefused() {
    Upgrade dialer = dialer(YAMUX, PrivateKey.generate(SECRETS).peerId());
    Upgrade listener = listener(YAMUX);

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> carry(dialer, listener, new SecureRandom()))
        .satisfies(bad -> assertThat(bad.fault()).isEqualTo(Fault.WRONG_PEER));
  }

  @Test
  void upgrade_listenerWithoutNoise_isRefused() {
    Upgrade dialer = dialer(YAMUX, null);
    byte[] answer = "\u0013/multistream/1.0.0\n\u0003na\n".getBytes(US_ASCII);

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> dialer.receive(ByteBuffer.wrap(answer)))
        .satisfies(bad -> assertThat(bad.fault()).isEqualTo(Fault.UNSUPPORTED));
  }

  private Upgrade dialer(List<String> muxers, @Nullable PeerId expected) {
    NoiseIdentity identity = NoiseIdentity.of(dialerKey, muxers, SECRETS);
    return new Upgrade(identity, expected, Direction.OUTBOUND, SECRETS);
  }

  private Upgrade listener(List<String> muxers) {
    NoiseIdentity identity = NoiseIdentity.of(listenerKey, muxers, SECRETS);
    return new Upgrade(identity, null, Direction.INBOUND, SECRETS);
  }

  /** Gives each end what the other says, in pieces, until both are silent. */
  private static void carry(Upgrade dialer, Upgrade listener, RandomGenerator random) {
    boolean isAnySaid = true;
    while (isAnySaid) {
      byte[] there = dialer.takeOutput();
      deliver(there, listener, random);
      byte[] back = listener.takeOutput();
      deliver(back, dialer, random);
      isAnySaid = there.length + back.length > 0;
    }
  }

  private static void deliver(byte[] bytes, Upgrade to, RandomGenerator random) {
    for (int from = 0; from < bytes.length; ) {
      int until = Math.min(bytes.length, from + 1 + random.nextInt(100));
      to.receive(ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, until)));
      from = until;
    }
  }
}
