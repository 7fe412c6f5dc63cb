package io.debros.store.libp2p.gossipsub;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.peer.ProtobufWriter;
import io.debros.store.libp2p.peer.PublicKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message whose signature is right. The signature is over the canonical encoding of author, data,
 * seqno and topic, so that is what goes on, whatever came. Immutable.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/pubsub/README.md">StrictSign</a>
 */
final class SignedMessage {
  private static final byte[] SIGNED_PREFIX = "libp2p-pubsub:".getBytes(US_ASCII);

  private final PeerId author;
  private final PublicKey authorKey;
  private final byte[] data;
  private final byte[] seqno;
  private final String topic;
  private final byte[] signature;
  private final boolean hasKey;

  private SignedMessage(
      PeerId author,
      PublicKey authorKey,
      byte[] data,
      byte[] seqno,
      String topic,
      byte[] signature,
      boolean hasKey) {
    this.author = author;
    this.authorKey = authorKey;
    this.data = data;
    this.seqno = seqno;
    this.topic = topic;
    this.signature = signature;
    this.hasKey = hasKey;
  }

  /** Signs a message of this node; the key goes with it. */
  static SignedMessage sign(PrivateKey key, String topic, byte[] data, long seqno) {
    PeerId author = key.peerId();
    byte[] number = ByteBuffer.allocate(MessageId.SEQNO_BYTES).putLong(seqno).array();
    byte[] signature = key.sign(signedBytes(author.bytes(), data, number, topic));
    return new SignedMessage(author, key.publicKey(), data, number, topic, signature, true);
  }

  /** The id of a message that has not been verified; null if it has no author or seqno. */
  static @Nullable MessageId idOf(MessageParts parts) {
    byte[] from = parts.from();
    byte[] seqno = parts.seqno();
    return from == null || seqno == null || seqno.length != MessageId.SEQNO_BYTES
        ? null
        : MessageId.of(from, seqno);
  }

  /**
   * Checks a message.
   *
   * @throws BadPeerException if something is missing, the key is not the author's, or the signature
   *     is not right
   */
  static SignedMessage verify(MessageParts parts) {
    byte[] from = parts.from();
    byte[] data = parts.data();
    byte[] seqno = parts.seqno();
    String topic = parts.topic();
    byte[] signature = parts.signature();
    if (from == null || data == null || seqno == null || topic == null || signature == null) {
      throw refused("Message lacks author, data, seqno, topic or signature", Fault.PROTOCOL);
    }
    if (seqno.length != MessageId.SEQNO_BYTES) {
      throw refused("Message has a seqno that is not 8 bytes long", Fault.PROTOCOL);
    }
    PeerId author = PeerId.decode(from);
    PublicKey key = keyOf(author, parts.key());
    if (!key.verify(signedBytes(from, data, seqno, topic), signature)) {
      throw refused("Message has a wrong signature", Fault.CRYPTO);
    }
    return new SignedMessage(author, key, data, seqno, topic, signature, parts.key() != null);
  }

  PeerId author() {
    return author;
  }

  String topic() {
    return topic;
  }

  /** Not to be changed. */
  byte[] data() {
    return data;
  }

  MessageId id() {
    return MessageId.of(author.bytes(), seqno);
  }

  /** The id as peers write it. */
  byte[] id(IdForm form) {
    return MessageId.joined(form == IdForm.GO ? author.bytes() : authorKey.bytes(), seqno);
  }

  /** The {@code Message}, with the key if it came with it. */
  byte[] bytes() {
    ProtobufWriter out =
        unsigned(author.bytes(), data, seqno, topic).bytes(MessageParts.SIGNATURE, signature);
    if (hasKey) {
      out.bytes(MessageParts.KEY, authorKey.bytes());
    }
    return out.toBytes();
  }

  static byte[] signedBytes(byte[] from, byte[] data, byte[] seqno, String topic) {
    return MessageId.joined(SIGNED_PREFIX, unsigned(from, data, seqno, topic).toBytes());
  }

  private static ProtobufWriter unsigned(byte[] from, byte[] data, byte[] seqno, String topic) {
    return new ProtobufWriter()
        .bytes(MessageParts.FROM, from)
        .bytes(MessageParts.DATA, data)
        .bytes(MessageParts.SEQNO, seqno)
        .text(MessageParts.TOPIC, topic);
  }

  /** The author's key: from its id or beside it; if both are there they must agree. */
  private static PublicKey keyOf(PeerId author, byte @Nullable [] given) {
    PublicKey inside = author.publicKey();
    if (given == null) {
      if (inside == null) {
        throw refused("Message lacks the key of its author", Fault.PROTOCOL);
      }
      return inside;
    }
    if (inside != null && Arrays.equals(inside.bytes(), given)) {
      return inside;
    }
    PublicKey key = PublicKey.decode(given);
    if (!author.isOf(key)) {
      throw refused("Message has the key of another author", Fault.CRYPTO);
    }
    return key;
  }

  private static BadPeerException refused(String sentence, Fault fault) {
    return new BadPeerException(
        problem(sentence).advice("Let the peer sign its messages (StrictSign)"), fault);
  }
}
