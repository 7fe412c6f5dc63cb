package io.debros.store.libp2p.host;

import static io.debros.store.testing.Vectors.hex;
import static io.debros.store.testing.Vectors.requireFields;
import static io.debros.store.testing.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.peer.MessageReader;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerRecord;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.peer.ProtobufWriter;
import io.debros.store.testing.Libp2pVectors;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class IdentifyTest {
  private static final JsonNode VECTOR =
      requireFields(
          Libp2pVectors.load("identify"),
          "identity",
          "message",
          "framed",
          "peerRecord",
          "signedEnvelope",
          "recordSeq",
          "fields");
  private static final JsonNode FIELDS =
      requireFields(
          VECTOR.path("fields"),
          "protocolVersion",
          "agentVersion",
          "listenAddrs",
          "observedAddr",
          "protocols");
  private static final PrivateKey A = key(text(VECTOR, "identity"));
  private static final PrivateKey B = key("ed25519B");
  private static final Identify IDENTIFY =
      new Identify(
          A.publicKey(),
          FIELDS.path("listenAddrs").valueStream().map(IdentifyTest::address).toList(),
          FIELDS.path("protocols").valueStream().map(JsonNode::asString).toList(),
          address(FIELDS.path("observedAddr")),
          text(FIELDS, "protocolVersion"),
          text(FIELDS, "agentVersion"),
          PeerRecord.open(hex(VECTOR, "signedEnvelope")));

  @Test
  void vector_message_isWrittenAndReadLikeThat() {
    assertThat(IDENTIFY.encode(hex(VECTOR, "signedEnvelope"))).isEqualTo(hex(VECTOR, "message"));
    assertThat(MessageReader.frame(hex(VECTOR, "message"))).isEqualTo(hex(VECTOR, "framed"));
    assertThat(Identify.decode(hex(VECTOR, "message"))).isEqualTo(IDENTIFY);
    assertThat(read(A, hex(VECTOR, "framed")).answer()).isEqualTo(IDENTIFY);
  }

  @Test
  void answer_inTwoMessages_isMergedAsGoSendsIt() {
    byte[] second =
        new ProtobufWriter().text(3, "/meshsub/1.2.0").text(6, "kubo/1").uint64(99, 1).toBytes();

    IdentifyReader reader = read(A, hex(VECTOR, "framed"));
    reader.receive(ByteBuffer.wrap(MessageReader.frame(second)));

    assertThat(reader.answer().protocols())
        .startsWith("/ipfs/bitswap/1.2.0")
        .endsWith("/meshsub/1.2.0")
        .hasSize(4);
    assertThat(reader.answer().agentVersion()).isEqualTo("kubo/1");
    assertThat(reader.answer().publicKey()).isEqualTo(A.publicKey());
  }

  @Test
  void trap1_addressesThatCannotBeDecoded_areLeftOut() {
    byte[] message =
        new ProtobufWriter()
            .bytes(1, A.publicKey().bytes())
            .bytes(2, new byte[] {4, 1})
            .bytes(2, Multiaddr.parse("/ip4/1.2.3.4/tcp/1").bytes())
            .bytes(2, new byte[] {(byte) 0x99, 0x01, 7})
            .bytes(4, new byte[] {4})
            .toBytes();

    Identify identify = read(A, MessageReader.frame(message)).answer();

    assertThat(identify.observedAddress()).isNull();
    assertThat(identify.listenAddresses()).hasSize(2);
    assertThat(identify.listenAddresses().get(1).isOpaque()).isTrue();
  }

  @Test
  void answer_ofAnotherPeer_isRefused() {
    assertRefused(B, hex(VECTOR, "framed"), "that it is another one", Fault.PROTOCOL);
    byte[] record =
        new ProtobufWriter()
            .bytes(1, B.publicKey().bytes())
            .bytes(8, hex(VECTOR, "signedEnvelope"))
            .toBytes();
    assertRefused(B, MessageReader.frame(record), "that it is another one", Fault.PROTOCOL);
  }

  @Test
  void answer_withoutKeyOrWholeMessage_isRefusedButAPushNeedsNoKey() {
    byte[] push = new ProtobufWriter().text(3, "/ipfs/id/1.0.0").toBytes();

    assertRefused(A, MessageReader.frame(push), "which key", Fault.PROTOCOL);
    assertThat(read(A, MessageReader.frame(push)).pushed().protocols())
        .containsExactly("/ipfs/id/1.0.0");
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> read(A, new byte[0]).pushed())
        .withMessageContaining("in the middle");
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> read(A, new byte[] {5, 1}).pushed())
        .withMessageContaining("in the middle");
  }

  @Test
  void receive_tooMuch_isRefused() {
    byte[] empty = new byte[IdentifyReader.MAX_MESSAGES + 1];

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> read(A, empty))
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.LIMIT));
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> read(A, new byte[] {(byte) 0x81, (byte) 0x80, 0x04}))
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.LIMIT));
  }

  @Test
  void receive_tenThousandProtocols_keepsABoundedNumber() {
    ProtobufWriter many = new ProtobufWriter().bytes(1, A.publicKey().bytes());
    for (int count = 0; count < 10_000; count++) {
      many.text(3, "/a").bytes(2, new byte[] {(byte) 0xdd, 3});
    }

    Identify identify = Identify.decode(many.toBytes());

    assertThat(identify.protocols()).hasSize(2_000);
    assertThat(identify.listenAddresses()).hasSize(500);
    assertThat(identify.and(identify).protocols()).hasSize(2_000);
  }

  @Test
  void receive_mutatedMessages_areRefusedOrRead() {
    byte[] framed = hex(VECTOR, "framed");
    Property.check(
        1_000,
        random -> {
          Identify identify;
          try {
            identify = read(A, Mutations.of(framed, random)).answer();
          } catch (BadPeerException refused) {
            return;
          }
          assertThat(identify.publicKey()).isEqualTo(A.publicKey());
        });
  }

  private static void assertRefused(PrivateKey peer, byte[] bytes, String text, Fault fault) {
    IdentifyReader reader = read(peer, bytes);

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(reader::answer)
        .withMessageContaining(text)
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(fault));
  }

  private static IdentifyReader read(PrivateKey peer, byte[] bytes) {
    IdentifyReader reader = new IdentifyReader(peer.peerId());
    int half = bytes.length / 2;
    reader.receive(ByteBuffer.wrap(bytes, 0, half));
    reader.receive(ByteBuffer.wrap(bytes, half, bytes.length - half));
    return reader;
  }

  private static Multiaddr address(JsonNode node) {
    return Multiaddr.parse(node.asString());
  }

  private static PrivateKey key(String name) {
    return PrivateKey.decode(hex(Libp2pVectors.key(name), "privateKeyProtobuf"));
  }
}
