package io.debros.store.libp2p.peer;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Signatures of peers with RSA keys: RSASSA-PKCS1-v1_5 with SHA-256, by the JDK. */
final class RsaKeys {
  private static final int LEAST_BITS = 2048;
  private static final int MOST_BITS = 8192;
  private static final int MOST_EXPONENT_BITS = 31;

  private RsaKeys() {}

  /** Null if these bytes are not the only DER form of a key of 2048 to 8192 bits. */
  static @Nullable Verifier findVerifier(byte[] subjectPublicKeyInfo) {
    RSAPublicKey key = findKey(subjectPublicKeyInfo);
    if (key == null || !Arrays.equals(key.getEncoded(), subjectPublicKeyInfo)) {
      return null;
    }
    int bits = key.getModulus().bitLength();
    boolean isUsual = bits >= LEAST_BITS && bits <= MOST_BITS;
    return isUsual && key.getPublicExponent().bitLength() <= MOST_EXPONENT_BITS
        ? (message, signature) -> verify(key, message, signature)
        : null;
  }

  private static @Nullable RSAPublicKey findKey(byte[] subjectPublicKeyInfo) {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
    } catch (InvalidKeySpecException noKey) {
      return null;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has RSA", impossible);
    }
  }

  private static boolean verify(RSAPublicKey key, byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException wrongForm) {
      return false;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has RSA with SHA-256", impossible);
    }
  }
}
