package io.debros.store.libp2p.peer;

import static io.debros.store.testing.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.testing.Libp2pVectors;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PeerRecordTest {
  private static final PrivateKey A = key("ed25519A");
  private static final PrivateKey B = key("ed25519B");
  private static final JsonNode VECTOR = Libp2pVectors.load("identify");
  private static final PeerRecord RECORD =
      new PeerRecord(
          A.peerId(),
          VECTOR.path("recordSeq").asLong(),
          List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/4001")));

  @Test
  void record_ofTheVector_hasItsBytesAndEnvelope() {
    assertThat(RECORD.bytes()).isEqualTo(hex(VECTOR, "peerRecord"));
    assertThat(RECORD.seal(A)).isEqualTo(hex(VECTOR, "signedEnvelope"));
    assertThat(PeerRecord.open(hex(VECTOR, "signedEnvelope"))).isEqualTo(RECORD);
  }

  @Test
  void open_signedByAnotherPeer_isRefused() {
    byte[] envelope =
        SignedEnvelope.seal(B, "libp2p-peer-record", new byte[] {3, 1}, RECORD.bytes());

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> PeerRecord.open(envelope))
        .withMessageContaining("signed by another one");
    assertThatIllegalArgumentException().isThrownBy(() -> RECORD.seal(B));
  }

  @Test
  void open_signedForAnotherPurpose_isRefused() {
    byte[] domain = SignedEnvelope.seal(A, "libp2p-relay-rsvp", new byte[] {3, 1}, RECORD.bytes());
    byte[] type = SignedEnvelope.seal(A, "libp2p-peer-record", new byte[] {3, 2}, RECORD.bytes());

    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> PeerRecord.open(domain))
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.CRYPTO));
    assertThatExceptionOfType(BadPeerException.class).isThrownBy(() -> PeerRecord.open(type));
  }

  @Test
  void open_tooLong_isRefused() {
    assertThatExceptionOfType(BadPeerException.class)
        .isThrownBy(() -> PeerRecord.open(new byte[PeerRecord.MAX_BYTES + 1]))
        .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.LIMIT));
  }

  @Test
  void open_mutatedEnvelopes_areRefusedOrSayTheSame() {
    byte[] envelope = hex(VECTOR, "signedEnvelope");
    Property.check(
        300,
        random -> {
          byte[] other = Mutations.of(envelope, random);
          PeerRecord opened;
          try {
            opened = PeerRecord.open(other);
          } catch (BadPeerException refused) {
            return;
          }
          assertThat(opened).as(() -> Arrays.toString(other)).isEqualTo(RECORD);
        });
  }

  private static PrivateKey key(String name) {
    return PrivateKey.decode(hex(Libp2pVectors.key(name), "privateKeyProtobuf"));
  }
}
