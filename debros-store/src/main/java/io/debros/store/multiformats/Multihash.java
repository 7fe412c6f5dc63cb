package io.debros.store.multiformats;

import static io.debros.store.error.Problem.problem;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A digest that names its hash function. Any function is read and written; only sha2-256 is
 * computed. Immutable, thread-safe; equal if function and digest are.
 *
 * @see <a href="https://github.com/multiformats/multihash">multihash</a>
 */
public final class Multihash {
  /** Code of sha2-256. */
  public static final int SHA2_256 = 0x12;

  /** The longest digest that is read. */
  public static final int MAX_DIGEST_BYTES = 1024;

  private static final int SHA2_256_BYTES = 32;

  private final int function;
  private final byte[] digest;

  private Multihash(int function, byte[] digest) {
    this.function = function;
    this.digest = digest;
  }

  /** The sha2-256 of data. */
  public static Multihash sha256(byte[] data) {
    return new Multihash(SHA2_256, digestOf(data));
  }

  /**
   * Reads the multihash that starts at an offset; it must end where the bytes end.
   *
   * @throws IllegalArgumentException if it is cut off or too long
   */
  public static Multihash decode(byte[] bytes, int offset) {
    Varint function = Varint.decode(bytes, offset);
    Varint length = Varint.decode(bytes, offset + function.size());
    int start = offset + function.size() + length.size();
    if (length.value() != bytes.length - start
        || length.value() > MAX_DIGEST_BYTES
        || function.value() > Integer.MAX_VALUE
        || (function.value() == SHA2_256 && length.value() != SHA2_256_BYTES)) {
      throw new IllegalArgumentException(
          problem("Multihash has a wrong length or function")
              .at("bytes", Hex.shortened(bytes))
              .at("function", function.value())
              .at("digestBytes", length.value())
              .toString());
    }
    return new Multihash((int) function.value(), Arrays.copyOfRange(bytes, start, bytes.length));
  }

  /** Number of bytes of the multihash that starts at an offset, whatever comes after it. */
  static int sizeAt(byte[] bytes, int offset) {
    int function = Varint.decode(bytes, offset).size();
    Varint length = Varint.decode(bytes, offset + function);
    int start = offset + function + length.size();
    if (length.value() > bytes.length - start) {
      throw new IllegalArgumentException(
          problem("Multihash is cut off").at("bytes", Hex.shortened(bytes)).toString());
    }
    return start - offset + (int) length.value();
  }

  /** Code of the hash function. */
  public int function() {
    return function;
  }

  /** The digest; a copy. */
  public byte[] digest() {
    return digest.clone();
  }

  /** Function, length, digest; a new array. */
  public byte[] bytes() {
    byte[] head = Varint.of(function).bytes();
    byte[] length = Varint.of(digest.length).bytes();
    byte[] bytes = Arrays.copyOf(head, head.length + length.length + digest.length);
    System.arraycopy(length, 0, bytes, head.length, length.length);
    System.arraycopy(digest, 0, bytes, head.length + length.length, digest.length);
    return bytes;
  }

  /** Whether the function can be computed here. */
  public boolean isComputable() {
    return function == SHA2_256;
  }

  /**
   * Whether this is the hash of data.
   *
   * @throws IllegalArgumentException if the function is not {@linkplain #isComputable() computable}
   */
  public boolean isOf(byte[] data) {
    if (!isComputable()) {
      throw new IllegalArgumentException(
          problem("Hash function is not supported")
              .at("multihash", this)
              .advice("Use sha2-256 (0x12)")
              .toString());
    }
    return Arrays.equals(digest, digestOf(data));
  }

  private static byte[] digestOf(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Multihash that
        && function == that.function
        && Arrays.equals(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return 31 * function + Arrays.hashCode(digest);
  }

  /** Lower-case hex of {@link #bytes()}. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }
}
