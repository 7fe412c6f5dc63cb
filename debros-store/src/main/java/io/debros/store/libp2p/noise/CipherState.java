package io.debros.store.libp2p.noise;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20-Poly1305 under one key, with a nonce that counts up: four zero bytes, then the counter
 * in little-endian order. A nonce is never used twice. One thread at a time.
 */
final class CipherState {
  /** How much longer a ciphertext is than its plaintext. */
  static final int TAG = 16;

  private static final int NONCE = 12;
  private static final byte[] NO_DATA = {};

  private final SecretKeySpec key;
  private final Cipher cipher;
  private long counter;

  CipherState(byte[] key) {
    this.key = new SecretKeySpec(key, "ChaCha20");
    try {
      this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (NoSuchAlgorithmException | NoSuchPaddingException impossible) {
      throw new IllegalStateException("Every Java since 11 has ChaCha20-Poly1305", impossible);
    }
  }

  /** Encrypts what remains in the plaintext, and writes it with its tag into the output. */
  void encrypt(byte[] associated, ByteBuffer plaintext, ByteBuffer output) {
    try {
      start(Cipher.ENCRYPT_MODE, associated);
      cipher.doFinal(plaintext, output);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Encryption failed", impossible);
    }
  }

  byte[] encrypt(byte[] associated, byte[] plaintext) {
    ByteBuffer output = ByteBuffer.allocate(plaintext.length + TAG);
    encrypt(associated, ByteBuffer.wrap(plaintext), output);
    return output.array();
  }

  /**
   * Decrypts a ciphertext with its tag. After a failure this state must not be used again.
   *
   * @throws BadPeerException if it is not what the peer encrypted
   */
  byte[] decrypt(byte[] associated, byte[] ciphertext, int offset, int length) {
    try {
      start(Cipher.DECRYPT_MODE, associated);
      return cipher.doFinal(ciphertext, offset, length);
    } catch (AEADBadTagException forged) {
      throw new BadPeerException(
          problem("Noise message does not decrypt").at("counter", counter - 1).at("bytes", length),
          Fault.CRYPTO);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Decryption failed", impossible);
    }
  }

  byte[] decrypt(byte[] ciphertext, int offset, int length) {
    return decrypt(NO_DATA, ciphertext, offset, length);
  }

  /**
   * Takes the next nonce. The largest one is reserved, and lasts for longer than any connection.
   */
  private void start(int mode, byte[] associated)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (counter == Long.MAX_VALUE) {
      throw new IllegalStateException("Noise has no nonce left");
    }
    byte[] nonce = new byte[NONCE];
    ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).putLong(Integer.BYTES, counter++);
    cipher.init(mode, key, new IvParameterSpec(nonce));
    cipher.updateAAD(associated);
  }
}
