package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signatures as OrbitDB makes and accepts them: secp256k1, SHA-256, RFC 6979, low s, strict DER,
 * everything in lower-case hex. Both implementations give the same bytes and accept the same input.
 * Ed25519 keys (32 bytes) are accepted when verifying, because JavaScript does. Thread-safe.
 */
public final class Signatures {
  private static final Logger LOG = LoggerFactory.getLogger(Signatures.class);
  private static final HexFormat HEX = HexFormat.of();
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);
  private static final int SCALAR = 32;
  private static final int COMPRESSED_KEY = 33;

  private final Curve curve;

  Signatures(Curve curve) {
    this.curve = curve;
  }

  /** What computes on the curve. */
  public enum Implementation {
    /**
     * {@link #NATIVE} where its library loads; elsewhere {@link #JAVA}, and one line in the log.
     */
    PREFERRED,
    /** libsecp256k1; opening fails where its library does not load. */
    NATIVE,
    /** BouncyCastle: works everywhere, about ten times slower. */
    JAVA
  }

  /**
   * Opens an implementation.
   *
   * @throws IllegalStateException if the native library was demanded and cannot be loaded
   */
  public static Signatures open(Implementation implementation) {
    return switch (implementation) {
      case JAVA -> new Signatures(new BouncyCurve());
      case NATIVE -> openNative();
      case PREFERRED -> preferred(Signatures::openNative);
    };
  }

  /** A new random private key, 32 bytes. */
  public byte[] newPrivateKey(SecureRandom random) {
    byte[] key = new byte[SCALAR];
    do {
      random.nextBytes(key);
    } while (!isPrivateKey(key));
    return key;
  }

  /** Whether these are 32 bytes that make a private key: a number from 1 to the order minus 1. */
  public static boolean isPrivateKey(byte[] key) {
    return key.length == SCALAR && inRange(new BigInteger(1, key), ORDER);
  }

  /** The public key of a private one: compressed, 66 hex digits. */
  public String publicKey(byte[] privateKey) {
    return HEX.formatHex(curve.publicKey(checked(privateKey)));
  }

  /**
   * Signs the SHA-256 of a message: DER in hex. The same key and message give the same signature.
   *
   * @throws IllegalArgumentException if the message is empty
   */
  public String sign(byte[] privateKey, byte[] message) {
    requireMessage(message);
    return HEX.formatHex(Der.encode(curve.sign(checked(privateKey), sha256(message))));
  }

  /**
   * Whether the signature is one of the key over the message. False, and never an error, for any
   * other form of signature or key than the one that {@link #sign} and {@link #publicKey} give.
   *
   * @throws IllegalArgumentException if signature or message is empty
   */
  public boolean verify(String signature, String publicKey, byte[] message) {
    requireMessage(message);
    if (signature.isEmpty()) {
      throw new IllegalArgumentException(
          problem("Signature is empty").at("key", publicKey).advice("Sign it first").toString());
    }
    byte[] key = parseHex(publicKey);
    byte[] bytes = parseHex(signature);
    if (key == null || bytes == null) {
      return false;
    }
    return switch (key.length) {
      case COMPRESSED_KEY -> verifySecp256k1(bytes, key, message);
      case Ed25519.PUBLIC_KEY_SIZE -> verifyEd25519(bytes, key, message);
      default -> false;
    };
  }

  private static Signatures openNative() {
    try {
      return new Signatures(new NativeCurve());
    } catch (RuntimeException | LinkageError error) {
      throw new IllegalStateException(
          problem("Native secp256k1 library cannot be loaded")
              .at("os", System.getProperty("os.name"))
              .at("arch", System.getProperty("os.arch"))
              .advice("Choose the Java implementation of signatures")
              .toString(),
          error);
    }
  }

  static Signatures preferred(Supplier<Signatures> nativeOnes) {
    try {
      return nativeOnes.get();
    } catch (IllegalStateException unavailable) {
      LOG.warn(
          "Signatures are computed in Java, about ten times slower: {} ({})",
          unavailable.getMessage(),
          String.valueOf(unavailable.getCause()));
      return open(Implementation.JAVA);
    }
  }

  private boolean verifySecp256k1(byte[] signature, byte[] key, byte[] message) {
    byte[] compact = Der.decode(signature);
    if (compact == null || (key[0] != 2 && key[0] != 3)) {
      return false;
    }
    BigInteger r = new BigInteger(1, Arrays.copyOf(compact, SCALAR));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(compact, SCALAR, 2 * SCALAR));
    return inRange(r, ORDER)
        && inRange(s, ORDER)
        && s.compareTo(HALF_ORDER) <= 0
        && curve.verify(compact, key, sha256(message));
  }

  private static boolean verifyEd25519(byte[] signature, byte[] key, byte[] message) {
    return signature.length == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
  }

  private static boolean inRange(BigInteger number, BigInteger limit) {
    return number.signum() > 0 && number.compareTo(limit) < 0;
  }

  private static byte[] checked(byte[] privateKey) {
    if (!isPrivateKey(privateKey)) {
      throw new IllegalArgumentException(
          problem("Private key is not one of secp256k1")
              .at("bytes", privateKey.length)
              .advice("Give 32 bytes that make a number from 1 to the order of the curve minus 1")
              .toString());
    }
    return privateKey;
  }

  private static void requireMessage(byte[] message) {
    if (message.length == 0) {
      throw new IllegalArgumentException(
          problem("Message is empty").advice("Sign at least one byte").toString());
    }
  }

  /** The bytes of lower-case hex, or null if the text is anything else. */
  private static byte @Nullable [] parseHex(String text) {
    if (text.length() % 2 != 0) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (!isHexDigit(digit)) {
        return null;
      }
    }
    return HEX.parseHex(text);
  }

  private static boolean isHexDigit(char digit) {
    return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
  }

  static byte[] sha256(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }
}
