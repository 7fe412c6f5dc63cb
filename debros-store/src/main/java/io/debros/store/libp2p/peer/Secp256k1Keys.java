package io.debros.store.libp2p.peer;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.jspecify.annotations.Nullable;

/** Signatures of peers with secp256k1 keys: strict DER, low s. Few peers have such a key. */
final class Secp256k1Keys {
  private static final int COMPRESSED_KEY = 33;
  private static final int LONGEST_SIGNATURE = 72;
  private static final ECDomainParameters CURVE =
      new ECDomainParameters(CustomNamedCurves.getByName("secp256k1"));
  private static final BigInteger HALF_ORDER = CURVE.getN().shiftRight(1);

  private Secp256k1Keys() {}

  /** Null if these bytes are no compressed point of the curve. */
  static @Nullable Verifier findVerifier(byte[] key) {
    if (key.length != COMPRESSED_KEY) {
      return null;
    }
    try {
      ECPublicKeyParameters point =
          new ECPublicKeyParameters(CURVE.getCurve().decodePoint(key), CURVE);
      return (message, signature) -> verify(point, message, signature);
    } catch (IllegalArgumentException notOnTheCurve) {
      return null;
    }
  }

  private static boolean verify(ECPublicKeyParameters key, byte[] message, byte[] signature) {
    BigInteger[] numbers = findNumbers(signature);
    if (numbers == null || numbers[1].compareTo(HALF_ORDER) > 0) {
      return false;
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, key);
    return verifier.verifySignature(sha256(message), numbers[0], numbers[1]);
  }

  /** r and s, both less than the order; null if this is not their only DER form. */
  private static BigInteger @Nullable [] findNumbers(byte[] signature) {
    if (signature.length > LONGEST_SIGNATURE) {
      return null;
    }
    try {
      return StandardDSAEncoding.INSTANCE.decode(CURVE.getN(), signature);
    } catch (IOException | RuntimeException notDer) {
      return null; // ClassCastException among others, for other things of ASN.1
    }
  }

  private static byte[] sha256(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }
}
