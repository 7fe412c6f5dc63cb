package io.debros.store.encryption;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.UnreadableException;
import io.debros.store.error.UnreadableException.Reason;
import io.debros.store.oplog.EntryCipher;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/*
 *   salt (16) ‖ nonce (12) ‖ AES-128-GCM ciphertext ‖ tag (16)
 *   key = PBKDF2-HMAC-SHA256(password, salt, 32767 rounds, 16 bytes)
 *
 * The JavaScript module keeps one nonce for 32,000 messages, which gives GCM away: whoever sees two
 * of them learns about both, and can forge. We read such messages, and never write them: a salt for
 * each instance, a nonce for each message. JavaScript reads ours; it derives the key again for each
 * of them, which takes it some ten milliseconds.
 */
/**
 * The format of the JavaScript module {@code @orbitdb/simple-encryption}: everything under one
 * password. For exchange with peers that use it; elsewhere prefer {@link EncryptionKeys}. There is
 * no rotation and no forgetting. Thread-safe.
 */
public final class PasswordCipher implements EntryCipher {
  private static final int SALT = 16;
  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final int ROUNDS = 32_767;
  private static final int KEY_BITS = 128;
  private static final int CACHED = 64;

  private final char[] password;
  private final SecureRandom random = new SecureRandom();
  private final byte[] salt = new byte[SALT];
  private final Map<ByteBuffer, SecretKeySpec> bySalt =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, SecretKeySpec> eldest) {
          return size() > CACHED;
        }
      };

  /**
   * A cipher for a password.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public PasswordCipher(String password) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException(
          problem("Password is empty").advice("Give at least one character").toString());
    }
    this.password = password.toCharArray();
    random.nextBytes(salt);
  }

  @Override
  public byte[] encrypt(byte[] plain) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      byte[] body = cipher(Cipher.ENCRYPT_MODE, salt, nonce).doFinal(plain);
      return ByteBuffer.allocate(SALT + NONCE + body.length).put(salt).put(nonce).put(body).array();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has AES/GCM and PBKDF2", impossible);
    }
  }

  @Override
  public byte[] decrypt(byte[] encrypted) {
    if (encrypted.length < SALT + NONCE + TAG) {
      throw undecryptable();
    }
    byte[] itsSalt = Arrays.copyOf(encrypted, SALT);
    byte[] nonce = Arrays.copyOfRange(encrypted, SALT, SALT + NONCE);
    try {
      return cipher(Cipher.DECRYPT_MODE, itsSalt, nonce)
          .doFinal(encrypted, SALT + NONCE, encrypted.length - SALT - NONCE);
    } catch (AEADBadTagException another) {
      throw undecryptable();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has AES/GCM and PBKDF2", impossible);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PasswordCipher that && Arrays.equals(password, that.password);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(password);
  }

  private Cipher cipher(int mode, byte[] itsSalt, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key(itsSalt), new GCMParameterSpec(TAG * Byte.SIZE, nonce));
    return cipher;
  }

  private SecretKeySpec key(byte[] itsSalt) throws GeneralSecurityException {
    synchronized (bySalt) {
      SecretKeySpec known = bySalt.get(ByteBuffer.wrap(itsSalt));
      if (known != null) {
        return known;
      }
      PBEKeySpec parameters = new PBEKeySpec(password, itsSalt, ROUNDS, KEY_BITS);
      SecretKeyFactory factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
      SecretKeySpec key = new SecretKeySpec(factory.generateSecret(parameters).getEncoded(), "AES");
      bySalt.put(ByteBuffer.wrap(itsSalt), key);
      return key;
    }
  }

  private static UnreadableException undecryptable() {
    return new UnreadableException(
        problem("Value cannot be decrypted with this password")
            .advice("Use the password that it was written with"),
        Reason.UNDECRYPTABLE,
        null);
  }
}
