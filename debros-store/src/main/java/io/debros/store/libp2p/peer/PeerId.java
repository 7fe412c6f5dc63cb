package io.debros.store.libp2p.peer;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multibase;
import io.debros.store.multiformats.Multihash;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Who a peer is: the multihash of its public key. Short keys (Ed25519, secp256k1) are inside; of
 * RSA keys there is the SHA-256. Immutable, thread-safe; equal if the bytes are.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">Peer ids</a>
 */
public final class PeerId implements Comparable<PeerId> {
  /** The longest binary form. */
  public static final int MAX_BYTES = 44;

  private static final int LIBP2P_KEY = 0x72;
  private static final int IDENTITY = 0;
  private static final int LONGEST_INLINE = 42;
  private static final int LONGEST_TEXT = 128;

  private final byte[] bytes;
  private final int place; // in tables
  private final @Nullable PublicKey publicKey;

  private PeerId(byte[] bytes, @Nullable PublicKey publicKey) {
    this.bytes = bytes;
    this.place = Arrays.hashCode(bytes);
    this.publicKey = publicKey;
  }

  /** The id of the peer that has a key. */
  public static PeerId of(PublicKey key) {
    byte[] message = key.bytes();
    if (message.length > LONGEST_INLINE) {
      return new PeerId(Multihash.sha256(message).bytes(), null);
    }
    byte[] bytes = new byte[2 + message.length];
    bytes[0] = IDENTITY;
    bytes[1] = (byte) message.length;
    System.arraycopy(message, 0, bytes, 2, message.length);
    return new PeerId(bytes, key);
  }

  /**
   * Reads the binary form.
   *
   * @throws BadPeerException if it is no multihash that a key can have
   */
  public static PeerId decode(byte[] bytes) {
    Multihash multihash;
    try {
      multihash = Multihash.decode(bytes, 0);
    } catch (IllegalArgumentException e) {
      throw refused(bytes, e);
    }
    if (multihash.function() == Multihash.SHA2_256) {
      return new PeerId(bytes.clone(), null);
    }
    byte[] message = multihash.digest();
    if (multihash.function() != IDENTITY || message.length > LONGEST_INLINE) {
      throw refused(bytes, null);
    }
    return new PeerId(bytes.clone(), PublicKey.decode(message));
  }

  /**
   * Reads the text: base58btc ({@code 12D3KooW…}, {@code 16Uiu2…}, {@code Qm…}), or a CID ({@code
   * k51…}, {@code bafz…}).
   *
   * @throws IllegalArgumentException if it is anything else; the message names the text
   */
  public static PeerId parse(String text) {
    try {
      if (text.isEmpty() || text.length() > LONGEST_TEXT) {
        throw new IllegalArgumentException("Its length is " + text.length());
      }
      boolean isPlain = text.charAt(0) == '1' || text.charAt(0) == 'Q';
      return decode(isPlain ? Multibase.decode("z" + text) : multihash(Cid.parse(text)));
    } catch (IllegalArgumentException | BadPeerException e) {
      throw new IllegalArgumentException(
          problem("Text is not a peer id")
              .at("text", text)
              .advice("Give it as the peer prints it, for example 12D3KooW…")
              .toString(),
          e);
    }
  }

  /** The multihash; a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The key of the peer; null if only its hash is in the id. */
  public @Nullable PublicKey publicKey() {
    return publicKey;
  }

  /** Whether the peer with this key has this id. */
  public boolean isOf(PublicKey key) {
    return equals(of(key));
  }

  /** By bytes, unsigned. */
  @Override
  public int compareTo(PeerId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PeerId that && place == that.place && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return place;
  }

  /** Base58btc, as JavaScript prints it. */
  @Override
  public String toString() {
    return Multibase.BASE58BTC.encode(bytes).substring(1);
  }

  private static byte[] multihash(Cid cid) {
    if (cid.version() != 1 || cid.codec() != LIBP2P_KEY) {
      throw new IllegalArgumentException("It is the CID of something else than a key");
    }
    return cid.multihash().bytes();
  }

  private static BadPeerException refused(byte[] bytes, @Nullable IllegalArgumentException cause) {
    byte[] shown = Arrays.copyOf(bytes, Math.min(bytes.length, MAX_BYTES));
    return new BadPeerException(
        problem("Bytes are not a peer id").at("bytes", HexFormat.of().formatHex(shown)),
        Fault.MALFORMED,
        cause);
  }
}
