package io.debros.store.libp2p.noise;

import static io.debros.store.testing.Vectors.hex;
import static io.debros.store.testing.Vectors.requireFields;
import static io.debros.store.testing.Vectors.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.testing.Libp2pVectors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A handshake of js-libp2p with fixed keys, byte for byte. */
class NoiseVectorTest {
  private static final JsonNode VECTOR = Libp2pVectors.load("noiseXX");
  private static final JsonNode TRANSPORT = VECTOR.path("transport");

  private NoiseSession initiator;
  private NoiseSession responder;

  @BeforeEach
  void start() {
    initiator = NoiseSession.dial(identity("initiator"), null, ephemeral("initiator"));
    responder = NoiseSession.accept(identity("responder"), ephemeral("responder"));
  }

  @Test
  void vector_everyField_isKnown() {
    requireFields(
        VECTOR,
        "protocolName",
        "prologue",
        "initiator",
        "responder",
        "messageA",
        "messageB",
        "messageC",
        "framedA",
        "handshakeHash",
        "initiatorToResponderKey",
        "responderToInitiatorKey",
        "transport");
    requireFields(
        TRANSPORT, "plaintextUtf8", "initiatorNonce0", "initiatorNonce1", "responderNonce0");
    for (String side : List.of("initiator", "responder")) {
      requireFields(
          VECTOR.path(side),
          "identity",
          "staticPrivate",
          "staticPublic",
          "ephemeralPrivate",
          "ephemeralPublic",
          "payload");
    }
    assertThat(text(VECTOR, "protocolName"))
        .hasSize(32)
        .isEqualTo("Noise_XX_25519_ChaChaPoly_SHA256");
    assertThat(text(VECTOR, "prologue")).isEmpty();
  }

  @Test
  void keysAndPayloads_ofBothSides_areThoseOfTheVector() {
    for (String side : List.of("initiator", "responder")) {
      JsonNode keys = VECTOR.path(side);

      assertThat(X25519Key.of(hex(keys, "staticPrivate")).publicKey())
          .isEqualTo(hex(keys, "staticPublic"));
      assertThat(ephemeral(side).publicKey()).isEqualTo(hex(keys, "ephemeralPublic"));
      assertThat(identity(side).payload()).isEqualTo(hex(keys, "payload")).hasSize(120);
      assertThat(Payload.open(hex(keys, "payload"), hex(keys, "staticPublic")).muxers())
          .containsExactly("/yamux/1.0.0");
    }
  }

  @Test
  void handshake_messages_areThoseOfTheVector() {
    byte[] first = initiator.takeOutput();
    responder.receive(ByteBuffer.wrap(first));
    byte[] second = responder.takeOutput();
    initiator.receive(ByteBuffer.wrap(second));
    byte[] third = initiator.takeOutput();
    responder.receive(ByteBuffer.wrap(third));

    assertThat(first).isEqualTo(hex(VECTOR, "framedA"));
    assertThat(unframed(first)).isEqualTo(hex(VECTOR, "messageA"));
    assertThat(unframed(second)).isEqualTo(hex(VECTOR, "messageB"));
    assertThat(unframed(third)).isEqualTo(hex(VECTOR, "messageC"));
    assertThat(second).hasSize(218).startsWith(0x00, 0xd8);
    assertThat(third).hasSize(186).startsWith(0x00, 0xb8);
    assertThat(initiator.handshakeHash()).isEqualTo(hex(VECTOR, "handshakeHash"));
    assertThat(responder.handshakeHash()).isEqualTo(hex(VECTOR, "handshakeHash"));
    assertThat(initiator.remotePeer()).isEqualTo(key("responder").peerId());
    assertThat(responder.remotePeer()).isEqualTo(key("initiator").peerId());
    assertThat(initiator.muxer()).isEqualTo("/yamux/1.0.0");
    assertThat(responder.muxer()).isEqualTo("/yamux/1.0.0");
  }

  @Test
  void transport_messages_areThoseOfTheVector() {
    responder.receive(ByteBuffer.wrap(initiator.takeOutput()));
    initiator.receive(ByteBuffer.wrap(responder.takeOutput()));
    responder.receive(ByteBuffer.wrap(initiator.takeOutput()));
    byte[] hello = text(TRANSPORT, "plaintextUtf8").getBytes(UTF_8);

    byte[] first = initiator.encrypt(ByteBuffer.wrap(hello));
    byte[] second = initiator.encrypt(ByteBuffer.wrap(hello));
    byte[] answer = responder.encrypt(ByteBuffer.wrap(hello));

    assertThat(unframed(first)).isEqualTo(hex(TRANSPORT, "initiatorNonce0"));
    assertThat(unframed(second)).isEqualTo(hex(TRANSPORT, "initiatorNonce1"));
    assertThat(unframed(answer)).isEqualTo(hex(TRANSPORT, "responderNonce0"));
    responder.receive(ByteBuffer.wrap(first));
    assertThat(responder.read()).isEqualTo(hello);
    assertThat(responder.read()).isNull();
  }

  @Test
  void transport_emptyPlaintext_isIgnoredButCounts() {
    responder.receive(ByteBuffer.wrap(initiator.takeOutput()));
    initiator.receive(ByteBuffer.wrap(responder.takeOutput()));
    responder.receive(ByteBuffer.wrap(initiator.takeOutput()));
    CipherState sending = new CipherState(hex(VECTOR, "initiatorToResponderKey"));
    byte[] empty = sending.encrypt(new byte[0], new byte[0]);
    byte[] hello = sending.encrypt(new byte[0], "hello libp2p".getBytes(UTF_8));

    responder.receive(ByteBuffer.allocate(18).putShort((short) 16).put(empty).flip());

    assertThat(responder.read()).isNull();
    assertThat(hello).isEqualTo(hex(TRANSPORT, "initiatorNonce1"));
    responder.receive(ByteBuffer.allocate(30).putShort((short) 28).put(hello).flip());
    assertThat(responder.read()).asString().isEqualTo("hello libp2p");
  }

  @Test
  void transport_keys_areThoseOfTheVector() {
    byte[] hello = text(TRANSPORT, "plaintextUtf8").getBytes(UTF_8);

    assertThat(new CipherState(hex(VECTOR, "initiatorToResponderKey")).encrypt(new byte[0], hello))
        .isEqualTo(hex(TRANSPORT, "initiatorNonce0"));
    assertThat(new CipherState(hex(VECTOR, "responderToInitiatorKey")).encrypt(new byte[0], hello))
        .isEqualTo(hex(TRANSPORT, "responderNonce0"));
  }

  private static byte[] unframed(byte[] frame) {
    assertThat((frame[0] & 0xff) << 8 | (frame[1] & 0xff)).isEqualTo(frame.length - 2);
    return Arrays.copyOfRange(frame, 2, frame.length);
  }

  private static NoiseIdentity identity(String side) {
    return NoiseIdentity.of(
        key(side), List.of("/yamux/1.0.0"), X25519Key.of(hex(VECTOR.path(side), "staticPrivate")));
  }

  private static PrivateKey key(String side) {
    JsonNode key = Libp2pVectors.key(text(VECTOR.path(side), "identity"));
    return PrivateKey.decode(hex(key, "privateKeyProtobuf"));
  }

  private static X25519Key ephemeral(String side) {
    return X25519Key.of(hex(VECTOR.path(side), "ephemeralPrivate"));
  }
}
