package io.debros.store.libp2p.noise;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.peer.ProtobufReader;
import io.debros.store.libp2p.peer.ProtobufWriter;
import io.debros.store.libp2p.peer.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What libp2p says inside the handshake: who I am, that this Noise key is mine, and which muxers I
 * speak.
 *
 * @param identity whose signature over the static key was right
 * @param muxers best first; empty if the peer wants to negotiate later
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">noise-libp2p</a>
 */
record Payload(PublicKey identity, List<String> muxers) {
  private static final int IDENTITY_KEY = 1;
  private static final int IDENTITY_SIGNATURE = 2;
  private static final int EXTENSIONS = 4;
  private static final int STREAM_MUXERS = 2;
  private static final int MAX_SIGNATURE = 1024;
  private static final int MAX_EXTENSIONS = 4096;
  private static final int MAX_NAME = 256;
  private static final int MAX_MUXERS = 32;
  private static final byte[] PREFIX = "noise-libp2p-static-key:".getBytes(US_ASCII);

  static byte[] encode(PrivateKey identity, byte[] staticKey, List<String> muxers) {
    ProtobufWriter out =
        new ProtobufWriter()
            .bytes(IDENTITY_KEY, identity.publicKey().bytes())
            .bytes(IDENTITY_SIGNATURE, identity.sign(signedBytes(staticKey)));
    if (!muxers.isEmpty()) {
      ProtobufWriter extensions = new ProtobufWriter();
      muxers.forEach(muxer -> extensions.text(STREAM_MUXERS, muxer));
      out.message(EXTENSIONS, extensions);
    }
    return out.toBytes();
  }

  /**
   * Reads and verifies; {@link BadPeerException} if the peer does not prove that the key is its.
   */
  static Payload open(byte[] payload, byte[] staticKey) {
    byte @Nullable [] key = null;
    byte @Nullable [] signature = null;
    List<String> muxers = new ArrayList<>();
    ProtobufReader reader = ProtobufReader.of("NoiseHandshakePayload", payload);
    while (reader.next()) {
      switch (reader.field()) {
        case IDENTITY_KEY -> key = reader.bytes(PublicKey.MAX_BYTES);
        case IDENTITY_SIGNATURE -> signature = reader.bytes(MAX_SIGNATURE);
        case EXTENSIONS -> readMuxers(reader.message("NoiseExtensions", MAX_EXTENSIONS), muxers);
        default -> {}
      }
    }
    if (key == null || signature == null) {
      throw new BadPeerException(
          problem("Noise handshake does not say who the peer is"), Fault.MALFORMED);
    }
    PublicKey identity = PublicKey.decode(key);
    if (!identity.verify(signedBytes(staticKey), signature)) {
      throw new BadPeerException(
          problem("Noise handshake has a wrong signature").at("claimedPeer", identity),
          Fault.CRYPTO);
    }
    return new Payload(identity, List.copyOf(muxers));
  }

  private static void readMuxers(ProtobufReader reader, List<String> muxers) {
    while (reader.next()) {
      if (reader.field() == STREAM_MUXERS && muxers.size() < MAX_MUXERS) {
        muxers.add(reader.text(MAX_NAME));
      }
    }
  }

  private static byte[] signedBytes(byte[] staticKey) {
    byte[] signed = Arrays.copyOf(PREFIX, PREFIX.length + staticKey.length);
    System.arraycopy(staticKey, 0, signed, PREFIX.length, staticKey.length);
    return signed;
  }
}
