package io.debros.store.libp2p.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.peer.ProtobufWriter;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseSessionTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PrivateKey A = PrivateKey.generate(RANDOM);
  private static final PrivateKey B = PrivateKey.generate(RANDOM);
  private static final String YAMUX = "/yamux/1.0.0";

  private NoiseSession dialer = NoiseSession.dial(identity(A, YAMUX), B.peerId(), RANDOM);
  private NoiseSession listener = NoiseSession.accept(identity(B, YAMUX), RANDOM);

  @Test
  void trap11_bytesOneByOne_lengthPrefixAlone_arriveWhole() {
    Property.check(
        20,
        random -> {
          dialer = NoiseSession.dial(identity(A, YAMUX), B.peerId(), RANDOM);
          listener = NoiseSession.accept(identity(B, YAMUX), RANDOM);
          feed(listener, dialer.takeOutput(), random);
          feed(dialer, listener.takeOutput(), random);
          feed(listener, dialer.takeOutput(), random);
          byte[] data = new byte[random.nextInt(5_000)];
          random.nextBytes(data);

          feed(listener, dialer.encrypt(ByteBuffer.wrap(data)), random);
          feed(dialer, listener.encrypt(ByteBuffer.wrap(data)), random);

          assertThat(readAll(listener)).isEqualTo(data);
          assertThat(readAll(dialer)).isEqualTo(data);
        });
  }

  @Test
  void encrypt_moreThanOneFrameHolds_isCutIntoFrames() {
    shakeHands();
    byte[] data = new byte[2 * NoiseSession.MAX_PLAINTEXT + 1];
    Arrays.fill(data, (byte) 7);

    byte[] wire = dialer.encrypt(ByteBuffer.wrap(data));

    assertThat(NoiseSession.MAX_PLAINTEXT).isEqualTo(65_519);
    assertThat(wire).hasSize(data.length + 3 * 18).startsWith(0xff, 0xff);
    listener.receive(ByteBuffer.wrap(wire));
    assertThat(listener.read()).hasSize(NoiseSession.MAX_PLAINTEXT);
    assertThat(listener.read()).hasSize(NoiseSession.MAX_PLAINTEXT);
    assertThat(listener.read()).containsExactly(7);
    assertThat(dialer.encrypt(ByteBuffer.allocate(0))).isEmpty();
  }

  @Test
  void handshake_isEstablishedOnBothSides_whenTheThirdMessageIsThere() {
    listener.receive(ByteBuffer.wrap(dialer.takeOutput()));
    assertThat(listener.isEstablished()).isFalse();
    dialer.receive(ByteBuffer.wrap(listener.takeOutput()));
    assertThat(dialer.isEstablished()).isTrue();
    assertThat(listener.isEstablished()).isFalse();
    assertThatIllegalStateException().isThrownBy(listener::remotePeer);
    assertThatIllegalStateException().isThrownBy(() -> listener.encrypt(ByteBuffer.allocate(1)));
    listener.receive(ByteBuffer.wrap(dialer.takeOutput()));

    assertThat(listener.isEstablished()).isTrue();
    assertThat(listener.remoteKey()).isEqualTo(A.publicKey());
    assertThat(dialer.remoteKey()).isEqualTo(B.publicKey());
  }

  @Test
  void dial_anotherPeerAnswers_isRefusedBeforeWeSayWhoWeAre() {
    dialer = NoiseSession.dial(identity(A, YAMUX), A.peerId(), RANDOM);
    listener.receive(ByteBuffer.wrap(dialer.takeOutput()));

    assertRefused(dialer, listener.takeOutput(), Fault.WRONG_PEER, "Another peer answers");
    assertThat(dialer.takeOutput()).isEmpty();
    assertThat(dialer.isEstablished()).isFalse();
  }

  @Test
  void handshake_withOneself_isRefusedByBothSides() {
    dialer = NoiseSession.dial(identity(B, YAMUX), null, RANDOM);
    listener.receive(ByteBuffer.wrap(dialer.takeOutput()));

    assertRefused(dialer, listener.takeOutput(), Fault.WRONG_PEER, "this node itself");
  }

  @Test
  void muxer_noneAnnouncedByOneSide_isLeftForLater() {
    listener = NoiseSession.accept(identity(B), RANDOM);

    shakeHands();

    assertThat(dialer.muxer()).isNull();
    assertThat(listener.muxer()).isNull();
  }

  @Test
  void muxer_nothingInCommon_failsTheHandshake() {
    listener = NoiseSession.accept(identity(B, "/mplex/6.7.0"), RANDOM);
    listener.receive(ByteBuffer.wrap(dialer.takeOutput()));

    assertRefused(dialer, listener.takeOutput(), Fault.UNSUPPORTED, "no stream muxer");
  }

  @Test
  void muxer_severalInCommon_isTheFirstOfTheDialler() {
    dialer = NoiseSession.dial(identity(A, "/x", "/mplex/6.7.0", YAMUX), null, RANDOM);
    listener = NoiseSession.accept(identity(B, YAMUX, "/mplex/6.7.0"), RANDOM);

    shakeHands();

    assertThat(dialer.muxer()).isEqualTo("/mplex/6.7.0");
    assertThat(listener.muxer()).isEqualTo("/mplex/6.7.0");
  }

  @Test
  void payload_staticKeyOfSomebodyElse_isRefused() {
    X25519Key mine = X25519Key.generate(RANDOM);
    byte[] stolen = NoiseIdentity.of(B, List.of(), X25519Key.generate(RANDOM)).payload();

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> Payload.open(stolen, mine.publicKey()))
        .withMessageContaining("wrong signature")
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.CRYPTO));
  }

  @Test
  void payload_unknownFieldsAndCertificates_areSkipped() {
    byte[] key = X25519Key.generate(RANDOM).publicKey();
    ProtobufWriter extensions =
        new ProtobufWriter().bytes(1, new byte[36]).text(2, YAMUX).text(9, "new");
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.writeBytes(new ProtobufWriter().text(3, "old data").uint64(7, 7).toBytes());
    payload.writeBytes(Payload.encode(A, key, List.of()));
    payload.writeBytes(new ProtobufWriter().message(4, extensions).toBytes());

    Payload opened = Payload.open(payload.toByteArray(), key);

    assertThat(opened.identity()).isEqualTo(A.publicKey());
    assertThat(opened.muxers()).containsExactly(YAMUX);
  }

  @Test
  void payload_withoutKeyOrSignature_isRefused() {
    byte[] key = X25519Key.generate(RANDOM).publicKey();
    byte[] unsigned = new ProtobufWriter().bytes(1, A.publicKey().bytes()).toBytes();

    for (byte[] payload : List.of(new byte[0], unsigned)) {
      assertThatExceptionOfType(BadPeerException.class)
          .isThrownBy(() -> Payload.open(payload, key))
          .withMessageContaining("does not say who the peer is");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0000, MALFORMED",
    "000101, MALFORMED",
    "2001, LIMIT",
    "ffff, LIMIT",
    "0021 000000000000000000000000000000000000000000000000000000000000000000, MALFORMED",
    "0020 0000000000000000000000000000000000000000000000000000000000000000, CRYPTO",
    "0020 0100000000000000000000000000000000000000000000000000000000000000, CRYPTO",
    "0020 e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800, CRYPTO"
  })
  void listener_firstMessageOfAWrongLengthOrLowOrder_isRefused(String bytes, Fault fault) {
    assertRefused(listener, HexFormat.of().parseHex(bytes.replace(" ", "")), fault, "Noise");
  }

  @Test
  void receive_frameTooShortForATag_isRefused() {
    shakeHands();

    assertRefused(
        dialer,
        new byte[] {0, 15, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        Fault.MALFORMED,
        "too short");
  }

  @Test
  void receive_framesReplayedDroppedOrSwapped_areRefused() {
    shakeHands();
    byte[] first = dialer.encrypt(ByteBuffer.wrap(new byte[] {1}));
    byte[] second = dialer.encrypt(ByteBuffer.wrap(new byte[] {2}));
    listener.receive(ByteBuffer.wrap(first));

    assertRefused(listener, first, Fault.CRYPTO, "does not decrypt {counter=1");
    shakeHandsAnew();
    dialer.encrypt(ByteBuffer.wrap(new byte[] {1}));
    byte[] later = dialer.encrypt(ByteBuffer.wrap(new byte[] {2}));
    assertThat(later).hasSameSizeAs(second);
    assertRefused(listener, later, Fault.CRYPTO, "does not decrypt {counter=0");
  }

  @Test
  void receive_ownFramesReflected_areRefused() {
    shakeHands();
    byte[] mine = dialer.encrypt(ByteBuffer.wrap(new byte[] {1}));

    assertRefused(dialer, mine, Fault.CRYPTO, "does not decrypt");
  }

  @Test
  void receive_afterAnError_isRefusedAndNothingOfTheBadBytesIsRead() {
    shakeHands();
    byte[] good = dialer.encrypt(ByteBuffer.wrap(new byte[] {1}));
    byte[] bad = dialer.encrypt(ByteBuffer.wrap(new byte[] {2}));
    bad[5] ^= 1;
    ByteBuffer both = ByteBuffer.allocate(good.length + bad.length).put(good).put(bad).flip();

    assertThatExceptionOfType(BadPeerException.class).isThrownBy(() -> listener.receive(both));

    assertThat(listener.read()).isNull();
    assertThatIllegalStateException().isThrownBy(() -> listener.receive(ByteBuffer.allocate(1)));
  }

  @Test
  void handshake_mutatedMessages_neverEstablishes() {
    Property.check(
        150,
        random -> {
          NoiseSession one = NoiseSession.dial(identity(A, YAMUX), null, RANDOM);
          NoiseSession two = NoiseSession.accept(identity(B, YAMUX), RANDOM);
          int bad = random.nextInt(3);
          boolean isChanged = false;
          try {
            for (int message = 0; message < 3; message++) {
              NoiseSession from = message == 1 ? two : one;
              byte[] bytes = from.takeOutput();
              byte[] sent = message == bad ? changed(bytes, random) : bytes;
              isChanged |= !Arrays.equals(bytes, sent);
              (message == 1 ? one : two).receive(ByteBuffer.wrap(sent));
            }
          } catch (BadPeerException refused) {
            assertThat(isChanged).isTrue();
            return;
          }
          assertThat(one.isEstablished() && two.isEstablished()).isEqualTo(!isChanged);
        });
  }

  /** What only follows a message would be of the time after the handshake. */
  private static byte[] changed(byte[] message, RandomGenerator random) {
    byte[] changed = Mutations.of(message, random);
    boolean isFollowed = Arrays.equals(message, Arrays.copyOf(changed, message.length));
    return isFollowed ? message : changed;
  }

  @Test
  void identity_printed_showsNoKey() {
    assertThat(X25519Key.generate(RANDOM)).hasToString("X25519Key");
  }

  private void shakeHandsAnew() {
    dialer = NoiseSession.dial(identity(A, YAMUX), B.peerId(), RANDOM);
    listener = NoiseSession.accept(identity(B, YAMUX), RANDOM);
    shakeHands();
  }

  private void shakeHands() {
    listener.receive(ByteBuffer.wrap(dialer.takeOutput()));
    dialer.receive(ByteBuffer.wrap(listener.takeOutput()));
    listener.receive(ByteBuffer.wrap(dialer.takeOutput()));
  }

  private static void assertRefused(
      NoiseSession session, byte[] bytes, Fault fault, String sentence) {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> answer(session, bytes))
        .withMessageContaining(sentence)
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(fault));
  }

  private static void answer(NoiseSession session, byte[] bytes) {
    session.receive(ByteBuffer.wrap(bytes));
  }

  private static byte[] readAll(NoiseSession session) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] next = session.read(); next != null; next = session.read()) {
      all.writeBytes(next);
    }
    return all.toByteArray();
  }

  private static void feed(NoiseSession session, byte[] bytes, RandomGenerator random) {
    int most = 1 + random.nextInt(40);
    for (int from = 0; from < bytes.length; ) {
      int count = Math.min(bytes.length - from, 1 + random.nextInt(most));
      session.receive(ByteBuffer.wrap(bytes, from, count));
      from += count;
    }
  }

  private static NoiseIdentity identity(PrivateKey key, String... muxers) {
    return NoiseIdentity.of(key, List.of(muxers), RANDOM);
  }
}
