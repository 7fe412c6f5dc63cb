package io.debros.store.multiformats;

import static io.debros.store.error.Problem.problem;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Content identifier, version 0 or 1. Immutable, thread-safe; equal if version, codec and multihash
 * are.
 *
 * @see <a href="https://github.com/multiformats/cid">CID</a>
 */
public final class Cid implements Comparable<Cid> {
  /** Multicodec of dag-cbor. */
  public static final int DAG_CBOR = 0x71;

  /** Multicodec of raw bytes. */
  public static final int RAW = 0x55;

  /** Multicodec of dag-pb, which every version 0 has. */
  public static final int DAG_PB = 0x70;

  private static final int VERSION_0_BYTES = 34;
  private static final int SHA2_256_BYTES = 32;
  private static final String LOWEST_HASH = blockHash((byte) 0);
  private static final String HIGHEST_HASH = blockHash((byte) -1);

  private final int codec;
  private final Multihash multihash;
  private final byte[] bytes;

  /** Where it goes in tables: the end of the bytes, the end of a digest; nothing spreads better. */
  private final int place;

  /** Printed form; written at most a few times with equal values, so that it needs no lock. */
  private @Nullable String text;

  private Cid(int codec, Multihash multihash, byte[] bytes) {
    this.codec = codec;
    this.multihash = multihash;
    this.bytes = bytes;
    this.place = lastInt(bytes);
  }

  /** The CIDv1 (sha2-256, dag-cbor) of a block of OrbitDB. */
  public static Cid ofDagCbor(byte[] block) {
    return of(DAG_CBOR, Multihash.sha256(block));
  }

  /** The CIDv1 of content in a codec. */
  public static Cid of(int codec, Multihash multihash) {
    byte[] head = Varint.of(codec).bytes();
    byte[] hash = multihash.bytes();
    byte[] bytes = new byte[1 + head.length + hash.length];
    bytes[0] = 1;
    System.arraycopy(head, 0, bytes, 1, head.length);
    System.arraycopy(hash, 0, bytes, 1 + head.length, hash.length);
    return new Cid(codec, multihash, bytes);
  }

  /**
   * Reads any printed form: {@code z…}, {@code k…}, {@code b…}, {@code f…} of version 1, {@code
   * Qm…} of version 0.
   *
   * @throws IllegalArgumentException if the text is not exactly a CID; the message names the text
   */
  public static Cid parse(String text) {
    try {
      if (text == null) {
        throw new IllegalArgumentException("There is no text");
      }
      return text.startsWith("Qm")
          ? version0(Base58btc.decode(text))
          : version1(Multibase.decode(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          problem("Text is not a CID")
              .at("text", text)
              .advice("Give it as base58btc (z…, Qm…), base32 (b…) or base16 (f…)")
              .toString(),
          e);
    }
  }

  /**
   * Reads OrbitDB's <i>hash</i>: the base58btc form only, as {@link #toString} prints it.
   *
   * @throws IllegalArgumentException if the text is anything else, base32 included
   */
  public static Cid parseHash(String text) {
    if (!text.startsWith("z") && !text.startsWith("Qm")) {
      throw new IllegalArgumentException(
          problem("Text is not a hash of OrbitDB")
              .at("text", text)
              .advice("Give the CID in base58btc (zdpu…)")
              .toString());
    }
    return parse(text);
  }

  /**
   * Whether a text is a hash of OrbitDB's own kind: base58btc, version 1, dag-cbor, sha2-256. Costs
   * much less than to parse it: digits of base 58 sort as numbers do, so between the lowest and the
   * highest such hash there is nothing else of the same length.
   */
  public static boolean isBlockHash(String text) {
    if (text.length() != LOWEST_HASH.length()
        || text.compareTo(LOWEST_HASH) < 0
        || text.compareTo(HIGHEST_HASH) > 0) {
      return false;
    }
    for (int index = 0; index < text.length(); index++) {
      if (!Base58btc.isDigit(text.charAt(index))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Exactly one CID, nothing after it.
   *
   * @throws IllegalArgumentException if the bytes are anything else; the message names them
   */
  public static Cid decode(byte[] bytes) {
    return bytes.length == VERSION_0_BYTES && bytes[0] == Multihash.SHA2_256
        ? version0(bytes)
        : version1(bytes);
  }

  /**
   * The CID at the beginning of bytes, whatever comes after it.
   *
   * @throws IllegalArgumentException if there is none; the message names the bytes
   */
  public static Cid decodePrefix(byte[] bytes) {
    int start = 0;
    if (bytes.length == 0 || bytes[0] != Multihash.SHA2_256) {
      start = Varint.decode(bytes, 0).size();
      start += Varint.decode(bytes, start).size();
    }
    return decode(Arrays.copyOf(bytes, start + Multihash.sizeAt(bytes, start)));
  }

  /** The binary form; a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** 0 or 1. */
  public int version() {
    return bytes[0] == 1 ? 1 : 0;
  }

  /** How the content is encoded, as a multicodec. */
  public int codec() {
    return codec;
  }

  /** The hash of the content. */
  public Multihash multihash() {
    return multihash;
  }

  /** Base58btc: {@code zdpu…} for dag-cbor, {@code Qm…} for version 0. OrbitDB's <i>hash</i>. */
  @Override
  public String toString() {
    String printed = text;
    if (printed == null) {
      printed = version() == 0 ? Base58btc.encode(bytes) : Multibase.BASE58BTC.encode(bytes);
      text = printed;
    }
    return printed;
  }

  /** {@code bafy…}, as IPFS tools print it; version 0 has no such form and prints as ever. */
  public String toBase32() {
    return version() == 0 ? toString() : Multibase.BASE32.encode(bytes);
  }

  /** By bytes, unsigned. */
  @Override
  public int compareTo(Cid other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cid that && place == that.place && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return place;
  }

  private static int lastInt(byte[] bytes) {
    int value = 0;
    for (int index = Math.max(0, bytes.length - Integer.BYTES); index < bytes.length; index++) {
      value = (value << Byte.SIZE) | (bytes[index] & 0xff);
    }
    return value;
  }

  /** The hash whose digest has one byte all over. */
  private static String blockHash(byte filler) {
    byte[] bytes = new byte[SHA2_256_BYTES + 4];
    Arrays.fill(bytes, filler);
    bytes[0] = 1;
    bytes[1] = DAG_CBOR;
    bytes[2] = Multihash.SHA2_256;
    bytes[3] = SHA2_256_BYTES;
    return Multibase.BASE58BTC.encode(bytes);
  }

  private static Cid version0(byte[] bytes) {
    Multihash multihash = Multihash.decode(bytes, 0);
    if (bytes.length != VERSION_0_BYTES || multihash.function() != Multihash.SHA2_256) {
      throw refused("CID of version 0 is not a sha2-256 multihash", bytes);
    }
    return new Cid(DAG_PB, multihash, bytes.clone());
  }

  private static Cid version1(byte[] bytes) {
    Varint version = Varint.decode(bytes, 0);
    if (version.value() != 1) {
      throw refused("CID has an unknown version", bytes);
    }
    Varint codec = Varint.decode(bytes, version.size());
    if (codec.value() > Integer.MAX_VALUE) {
      throw refused("CID has an unknown codec", bytes);
    }
    Multihash multihash = Multihash.decode(bytes, version.size() + codec.size());
    return new Cid((int) codec.value(), multihash, bytes.clone());
  }

  private static IllegalArgumentException refused(String sentence, byte[] bytes) {
    return new IllegalArgumentException(
        problem(sentence).at("bytes", Hex.shortened(bytes)).toString());
  }
}
