package io.debros.store.libp2p.peer;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.multiformats.Varint;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a peer signed for one purpose, with its key beside them.
 *
 * @param signer whose signature was right
 * @param payload what was signed; not copied
 * @see <a href="https://github.com/libp2p/specs/blob/master/RFC/0002-signed-envelopes.md">RFC 2</a>
 */
record SignedEnvelope(PublicKey signer, byte[] payload) {
  private static final int PUBLIC_KEY = 1;
  private static final int PAYLOAD_TYPE = 2;
  private static final int PAYLOAD = 3;
  private static final int SIGNATURE = 5;
  private static final int MAX_TYPE = 64;
  private static final int MAX_PAYLOAD = 32 * 1024;
  private static final int MAX_SIGNATURE = 1024;

  static byte[] seal(PrivateKey key, String domain, byte[] type, byte[] payload) {
    return new ProtobufWriter()
        .bytes(PUBLIC_KEY, key.publicKey().bytes())
        .bytes(PAYLOAD_TYPE, type)
        .bytes(PAYLOAD, payload)
        .bytes(SIGNATURE, key.sign(signedBytes(domain, type, payload)))
        .toBytes();
  }

  /** Reads and verifies; {@link BadPeerException} if a part is absent or wrong. */
  static SignedEnvelope open(byte[] envelope, String domain, byte[] expectedType) {
    byte @Nullable [] key = null;
    byte @Nullable [] type = null;
    byte @Nullable [] payload = null;
    byte @Nullable [] signature = null;
    ProtobufReader reader = ProtobufReader.of("Envelope", envelope);
    while (reader.next()) {
      switch (reader.field()) {
        case PUBLIC_KEY -> key = reader.bytes(PublicKey.MAX_BYTES);
        case PAYLOAD_TYPE -> type = reader.bytes(MAX_TYPE);
        case PAYLOAD -> payload = reader.bytes(MAX_PAYLOAD);
        case SIGNATURE -> signature = reader.bytes(MAX_SIGNATURE);
        default -> {}
      }
    }
    if (key == null || payload == null || signature == null || !Arrays.equals(type, expectedType)) {
      throw refused("Signed envelope is not complete, or of another type", Fault.MALFORMED);
    }
    PublicKey signer = PublicKey.decode(key);
    if (!signer.verify(signedBytes(domain, expectedType, payload), signature)) {
      throw refused("Signature of an envelope is wrong", Fault.CRYPTO);
    }
    return new SignedEnvelope(signer, payload);
  }

  private static byte[] signedBytes(String domain, byte[] type, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : new byte[][] {domain.getBytes(US_ASCII), type, payload}) {
      out.writeBytes(Varint.of(part.length).bytes());
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static BadPeerException refused(String sentence, Fault fault) {
    return new BadPeerException(problem(sentence), fault);
  }
}
