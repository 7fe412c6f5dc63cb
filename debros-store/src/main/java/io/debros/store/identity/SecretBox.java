package io.debros.store.identity;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM with a fresh random nonce for every message: nonce (12 bytes) ‖ ciphertext ‖ tag (16
 * bytes). One key is good for 2^32 messages. Stateless, thread-safe.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D</a>
 */
public final class SecretBox {
  /** Length of a key in bytes. */
  public static final int KEY_BYTES = 32;

  /** By how many bytes a sealed message is longer than the plain one. */
  public static final int OVERHEAD = 28;

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final int NONCE = 12;
  private static final int TAG = 16;

  private SecretBox() {}

  /** A new random key. */
  public static byte[] newKey(SecureRandom random) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return key;
  }

  /**
   * Encrypts a message.
   *
   * @param key 32 bytes
   * @param associated what the reader knows, too: it is authenticated and not contained
   */
  public static byte[] seal(SecureRandom random, byte[] key, byte[] associated, byte[] message) {
    byte[] sealed = new byte[message.length + OVERHEAD];
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    System.arraycopy(nonce, 0, sealed, 0, NONCE);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, sealed, 0, associated);
      cipher.doFinal(message, 0, message.length, sealed, NONCE);
      return sealed;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has AES/GCM", impossible);
    }
  }

  /** Decrypts what {@link #seal} made; null if key, associated data or a byte of it is another. */
  public static byte @Nullable [] open(byte[] key, byte[] associated, byte[] sealed) {
    return open(key, associated, sealed, 0);
  }

  /** Decrypts what begins at an offset; null as {@link #open(byte[], byte[], byte[])}. */
  public static byte @Nullable [] open(byte[] key, byte[] associated, byte[] sealed, int offset) {
    if (sealed.length - offset < OVERHEAD) {
      return null;
    }
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, sealed, offset, associated);
      return cipher.doFinal(sealed, offset + NONCE, sealed.length - offset - NONCE);
    } catch (AEADBadTagException forged) {
      return null;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has AES/GCM", impossible);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] message, int nonceAt, byte[] associated)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    GCMParameterSpec parameters = new GCMParameterSpec(TAG * Byte.SIZE, message, nonceAt, NONCE);
    cipher.init(mode, new SecretKeySpec(key, "AES"), parameters);
    cipher.updateAAD(associated);
    return cipher;
  }
}
