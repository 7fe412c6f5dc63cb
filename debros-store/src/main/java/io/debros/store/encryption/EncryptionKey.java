package io.debros.store.encryption;

import static io.debros.store.error.Problem.problem;

import io.debros.store.identity.SecretBox;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A secret key with the id that encrypted values name it by. Thread-safe; equal if the ids are.
 * {@link #toString} never shows the secret.
 */
public final class EncryptionKey implements Comparable<EncryptionKey> {
  static final int ID_BYTES = 16;

  private final String id;
  private final String name;
  private final int version;
  private final byte[] secret;

  private EncryptionKey(String id, String name, int version, byte[] secret) {
    this.id = id;
    this.name = name;
    this.version = version;
    this.secret = secret;
  }

  /**
   * A key that was made elsewhere.
   *
   * @param id 32 hex digits
   * @param name of what it is for; new values of that name are encrypted with its newest key
   * @param version from 1, larger is newer
   * @param secret 32 bytes, which are copied
   */
  public static EncryptionKey of(String id, String name, int version, byte[] secret) {
    if (!id.matches("[0-9a-f]{" + 2 * ID_BYTES + "}")
        || name.isEmpty()
        || version < 1
        || secret.length != SecretBox.KEY_BYTES) {
      throw new IllegalArgumentException(
          problem("Encryption key is malformed")
              .at("id", id)
              .at("version", version)
              .at("bytes", secret.length)
              .advice("Give an id of 32 hex digits, a name, a version from 1, and 32 bytes")
              .toString());
    }
    return new EncryptionKey(id, name, version, secret.clone());
  }

  static EncryptionKey fresh(SecureRandom random, String name, int version) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return of(HexFormat.of().formatHex(id), name, version, SecretBox.newKey(random));
  }

  /** The id, 32 hex digits; public: every value that the key protects names it. */
  public String id() {
    return id;
  }

  /** What the key is for; local, no peer sees it. */
  public String name() {
    return name;
  }

  /** Which key of the name it is, from 1; larger is newer. */
  public int version() {
    return version;
  }

  /** The 32 secret bytes; the caller owns the array, and should not keep it. */
  public byte[] secret() {
    return secret.clone();
  }

  /** The secret itself. */
  byte[] raw() {
    return secret;
  }

  /** Oldest first; of two that were made apart, everybody takes the same one as the newest. */
  @Override
  public int compareTo(EncryptionKey other) {
    return version == other.version
        ? id.compareTo(other.id)
        : Integer.compare(version, other.version);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EncryptionKey key && id.equals(key.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** Id and version; neither the secret nor the name, which may be a person's. */
  @Override
  public String toString() {
    return "EncryptionKey[" + id + ", version " + version + "]";
  }
}
