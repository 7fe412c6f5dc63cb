package io.debros.store.libp2p.gossipsub;

import static io.debros.store.testing.Vectors.hex;
import static io.debros.store.testing.Vectors.requireFields;
import static io.debros.store.testing.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.libp2p.gossipsub.Rpc.Offer;
import io.debros.store.libp2p.gossipsub.Rpc.Prune;
import io.debros.store.libp2p.peer.MessageReader;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.peer.ProtobufReader;
import io.debros.store.testing.Libp2pVectors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every vector of gossipsub, written and read. */
class GossipVectorTest {
  private static final JsonNode VECTOR =
      requireFields(
          Libp2pVectors.load("gossipsub"),
          "topic",
          "data",
          "seqno",
          "ed25519A",
          "secp256k1",
          "rsa",
          "subscribe",
          "unsubscribe",
          "graft",
          "prune10",
          "prune60",
          "ihave",
          "iwant",
          "idontwant");
  private static final String TOPIC = text(VECTOR, "topic");
  private static final byte[] DATA = hex(VECTOR, "data");
  private static final byte[] SEQNO = hex(VECTOR, "seqno");
  private static final List<byte[]> IDS = List.of(new byte[] {0, 1, 2, 3});

  @ParameterizedTest
  @ValueSource(strings = {"ed25519A", "secp256k1", "rsa"})
  void vector_messageOfEachKeyType_isVerifiedAndWrittenLikeThat(String name) {
    JsonNode vector =
        requireFields(
            VECTOR.path(name),
            "signedBytes",
            "signature",
            "message",
            "rpc",
            "rpcFramed",
            "jsMessageId",
            "goMessageId");
    PeerId author = PeerId.parse(text(Libp2pVectors.key(name), "peerIdBase58"));

    Rpc rpc = RpcReader.read(hex(vector, "rpc"));
    SignedMessage message = SignedMessage.verify(rpc.messages().get(0));

    assertThat(rpc.messages()).hasSize(1);
    assertThat(rpc.messages().get(0).signature()).isEqualTo(hex(vector, "signature"));
    assertThat(message.author()).isEqualTo(author);
    assertThat(message.topic()).isEqualTo(TOPIC);
    assertThat(message.data()).isEqualTo(DATA);
    assertThat(SignedMessage.signedBytes(author.bytes(), DATA, SEQNO, TOPIC))
        .isEqualTo(hex(vector, "signedBytes"));
    assertThat(message.bytes()).isEqualTo(hex(vector, "message"));
    assertThat(RpcWriter.message(message.bytes())).isEqualTo(hex(vector, "rpc"));
    assertThat(MessageReader.frame(hex(vector, "rpc"))).isEqualTo(hex(vector, "rpcFramed"));
    assertThat(message.id(IdForm.JAVASCRIPT)).isEqualTo(hex(vector, "jsMessageId"));
    assertThat(message.id(IdForm.GO)).isEqualTo(hex(vector, "goMessageId"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519A", "secp256k1", "rsa"})
  void vector_idInEitherForm_isTheSameMessage(String name) {
    byte[] javaScript = hex(VECTOR.path(name), "jsMessageId");
    byte[] go = hex(VECTOR.path(name), "goMessageId");
    SignedMessage message =
        SignedMessage.verify(
            MessageParts.read(ProtobufReader.of("Message", hex(VECTOR.path(name), "message"))));

    assertThat(MessageId.parse(javaScript)).isEqualTo(message.id());
    assertThat(MessageId.parse(go)).isEqualTo(message.id());
    assertThat(MessageId.formOf(javaScript)).isEqualTo(IdForm.JAVASCRIPT);
    assertThat(MessageId.formOf(go)).isEqualTo(IdForm.GO);
  }

  @Test
  void vector_signedWithTheSameKey_isTheSameMessage() {
    PrivateKey key = PrivateKey.decode(hex(Libp2pVectors.key("ed25519A"), "privateKeyProtobuf"));
    long seqno = ByteBuffer.wrap(SEQNO).getLong();

    SignedMessage message = SignedMessage.sign(key, TOPIC, DATA, seqno);

    assertThat(message.bytes()).isEqualTo(hex(VECTOR.path("ed25519A"), "message"));
  }

  @Test
  void vector_subscriptions_areWrittenAndReadLikeThat() {
    assertThat(written(rpc -> rpc.subscription(TOPIC, true))).isEqualTo(hex(VECTOR, "subscribe"));
    assertThat(written(rpc -> rpc.subscription(TOPIC, false)))
        .isEqualTo(hex(VECTOR, "unsubscribe"));
    assertThat(read("subscribe").subscriptions()).isEqualTo(Map.of(TOPIC, true));
    assertThat(read("unsubscribe").subscriptions()).isEqualTo(Map.of(TOPIC, false));
  }

  @Test
  void vector_graftAndPrune_areWrittenAndReadLikeThat() {
    assertThat(written(rpc -> rpc.graft(TOPIC))).isEqualTo(hex(VECTOR, "graft"));
    assertThat(written(rpc -> rpc.prune(TOPIC, 10))).isEqualTo(hex(VECTOR, "prune10"));
    assertThat(written(rpc -> rpc.prune(TOPIC, 60))).isEqualTo(hex(VECTOR, "prune60"));
    assertThat(read("graft").grafts()).containsExactly(TOPIC);
    assertThat(read("prune10").prunes()).containsExactly(new Prune(TOPIC, 10, List.of()));
    assertThat(read("prune60").prunes()).containsExactly(new Prune(TOPIC, 60, List.of()));
  }

  @Test
  void vector_gossip_isWrittenAndReadLikeThat() {
    assertThat(written(rpc -> rpc.offer(TOPIC, IDS))).isEqualTo(hex(VECTOR, "ihave"));
    assertThat(written(rpc -> rpc.want(IDS))).isEqualTo(hex(VECTOR, "iwant"));
    assertThat(written(rpc -> rpc.refuse(IDS))).isEqualTo(hex(VECTOR, "idontwant"));
    Offer offer = read("ihave").offers().get(0);
    assertThat(offer.topic()).isEqualTo(TOPIC);
    assertThat(offer.ids()).containsExactlyElementsOf(IDS);
    assertThat(read("iwant").wanted()).containsExactlyElementsOf(IDS);
    assertThat(read("idontwant").unwanted()).containsExactlyElementsOf(IDS);
  }

  private static Rpc read(String name) {
    return RpcReader.read(hex(VECTOR, name));
  }

  private static byte[] written(Consumer<RpcWriter> entries) {
    RpcWriter writer = new RpcWriter(1 << 20);
    entries.accept(writer);
    List<byte[]> rpcs = writer.finish();
    assertThat(rpcs).hasSize(1);
    return rpcs.get(0);
  }
}
