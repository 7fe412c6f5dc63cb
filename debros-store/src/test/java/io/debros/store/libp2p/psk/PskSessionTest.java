package io.debros.store.libp2p.psk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.testing.Property;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PskSessionTest {
  private static final byte[] GREETING = "\u0013/multistream/1.0.0\n".getBytes(US_ASCII);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SwarmKey key = SwarmKey.generate(RANDOM);

  /** The first bytes of the stream that the test programs of NaCl print for this key and nonce. */
  @Test
  void stream_keyAndNonceOfNacl_isTheirStream() {
    byte[] secret = hex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
    byte[] nonce = hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
    byte[] stream = new byte[32];

    new SwarmKey(secret).stream(nonce).processBytes(stream, 0, 32, stream, 0);

    assertThat(stream)
        .isEqualTo(hex("eea6a7251c1e72916d11c2cb214d3c252539121d8e234e652d651fa4c8cff880"));
  }

  @Test
  void session_sameKey_carriesBothDirectionsHoweverTheyAreCut() {
    Property.check(
        100,
        random -> {
          PskSession dialer = new PskSession(key, RANDOM);
          PskSession listener = new PskSession(key, RANDOM);
          deliver(dialer.nonce(), listener, random);
          deliver(listener.nonce(), dialer, random);
          checkDirection(dialer, listener, random);
          checkDirection(listener, dialer, random);
        });
  }

  private static void checkDirection(PskSession from, PskSession to, RandomGenerator random) {
    byte[] said = Arrays.copyOf(GREETING, GREETING.length + random.nextInt(5_000));
    for (int i = GREETING.length; i < said.length; i++) {
      said[i] = (byte) random.nextInt();
    }
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int at = 0; at < said.length; ) {
      int count = Math.min(said.length - at, 1 + random.nextInt(999));
      wire.writeBytes(from.encrypt(ByteBuffer.wrap(said, at, count)));
      at += count;
    }

    assertThat(deliver(wire.toByteArray(), to, random)).isEqualTo(said);
    assertThat(wire.toByteArray()).isNotEqualTo(said);
  }

  @Test
  void encrypt_beforeTheOtherNonce_isRefused() {
    PskSession session = new PskSession(key, RANDOM);

    assertThatIllegalStateException().isThrownBy(() -> session.encrypt(ByteBuffer.wrap(GREETING)));
    assertThat(session.decrypt(ByteBuffer.wrap(new byte[23]))).isEmpty();
    assertThat(session.isOpen()).isFalse();
    assertThat(session.decrypt(ByteBuffer.wrap(new byte[1]))).isEmpty();
    assertThat(session.isOpen()).isTrue();
  }

  @Test
  void decrypt_dataInOnePieceWithTheNonce_isRead() {
    PskSession dialer = new PskSession(key, RANDOM);
    PskSession listener = new PskSession(key, RANDOM);
    dialer.decrypt(ByteBuffer.wrap(listener.nonce()));
    byte[] both = Arrays.copyOf(dialer.nonce(), 24 + GREETING.length);
    byte[] data = dialer.encrypt(ByteBuffer.wrap(GREETING));
    System.arraycopy(data, 0, both, 24, data.length);

    assertThat(listener.decrypt(ByteBuffer.wrap(both))).isEqualTo(GREETING);
  }

  @Test
  void decrypt_otherKey_saysSoAtTheFirstWrongByte() {
    PskSession ours = new PskSession(key, RANDOM);
    PskSession theirs = new PskSession(SwarmKey.generate(RANDOM), RANDOM);
    theirs.decrypt(ByteBuffer.wrap(ours.nonce()));
    ours.decrypt(ByteBuffer.wrap(theirs.nonce()));
    byte[] greeting = theirs.encrypt(ByteBuffer.wrap(GREETING));

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> ours.decrypt(ByteBuffer.wrap(greeting)))
        .withMessageContaining("Peer is in another private network")
        .withMessageContaining(key.fingerprint())
        .satisfies(bad -> assertThat(bad.fault()).isEqualTo(Fault.UNSUPPORTED));
  }

  @Test
  void decrypt_peerWithoutKey_saysSo() {
    PskSession ours = new PskSession(key, RANDOM);
    byte[] plain = Arrays.copyOf(GREETING, GREETING.length + 8);

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> ours.decrypt(ByteBuffer.wrap(plain)))
        .withMessageContaining("Peer is not in a private network")
        .satisfies(bad -> assertThat(bad.fault()).isEqualTo(Fault.UNSUPPORTED));
  }

  @Test
  void nonce_eachSession_isAnother() {
    PskSession session = new PskSession(key, RANDOM);

    assertThat(session.nonce()).hasSize(24).isEqualTo(session.nonce());
    assertThat(new PskSession(key, RANDOM).nonce()).isNotEqualTo(session.nonce());
  }

  private static byte[] deliver(byte[] wire, PskSession to, RandomGenerator random) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    for (int at = 0; at < wire.length; ) {
      int count = Math.min(wire.length - at, 1 + random.nextInt(999));
      said.writeBytes(to.decrypt(ByteBuffer.wrap(wire, at, count)));
      at += count;
    }
    return said.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
