package io.debros.store.libp2p.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Chaining key, handshake hash and cipher of a handshake. Names as in the specification.
 *
 * @see <a href="https://noiseprotocol.org/noise.html#the-symmetricstate-object">Noise, 5.2</a>
 */
final class SymmetricState {
  private static final byte[] PROTOCOL = "Noise_XX_25519_ChaChaPoly_SHA256".getBytes(US_ASCII);

  private byte[] chainingKey = PROTOCOL.clone();
  private byte[] hash = PROTOCOL.clone();
  private @Nullable CipherState cipher;

  /** Starts with an empty prologue. The protocol name has 32 bytes, so it is its own hash. */
  SymmetricState() {
    mixHash(new byte[0], 0, 0);
  }

  byte[] hash() {
    return hash.clone();
  }

  void mixHash(byte[] data, int offset, int length) {
    MessageDigest digest = sha256();
    digest.update(hash);
    digest.update(data, offset, length);
    hash = digest.digest();
  }

  void mixKey(byte[] sharedSecret) {
    byte[][] keys = hkdf(chainingKey, sharedSecret);
    chainingKey = keys[0];
    cipher = new CipherState(keys[1]);
  }

  byte[] encryptAndHash(byte[] plaintext) {
    byte[] ciphertext = keyed().encrypt(hash, plaintext);
    mixHash(ciphertext, 0, ciphertext.length);
    return ciphertext;
  }

  byte[] decryptAndHash(byte[] message, int offset, int length) {
    byte[] plaintext = keyed().decrypt(hash, message, offset, length);
    mixHash(message, offset, length);
    return plaintext;
  }

  /** The keys of both directions, that of the initiator first. */
  byte[][] split() {
    return hkdf(chainingKey, new byte[0]);
  }

  private CipherState keyed() {
    if (cipher == null) {
      throw new IllegalStateException("Handshake has no key yet");
    }
    return cipher;
  }

  /** Two outputs of 32 bytes. */
  private static byte[][] hkdf(byte[] chainingKey, byte[] input) {
    byte[] temporary = hmac(chainingKey, input);
    byte[] first = hmac(temporary, new byte[] {1});
    byte[] rest = Arrays.copyOf(first, first.length + 1);
    rest[first.length] = 2;
    return new byte[][] {first, hmac(temporary, rest)};
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("Every Java has HMAC-SHA-256", impossible);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }
}
