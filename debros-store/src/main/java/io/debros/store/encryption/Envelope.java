package io.debros.store.encryption;

import io.debros.store.identity.SecretBox;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/*
 *   version (1) = 1 ‖ key id (16) ‖ kind (1) ‖ tag of the row (16, if kind is 1 or 2)
 *   ‖ nonce (12) ‖ ciphertext ‖ GCM tag (16)
 *
 * Everything before the nonce is authenticated. Kind: 0 no row, 1 row is put, 2 row is deleted.
 */
/** The bytes of an encrypted payload or entry, up to the nonce. Immutable. */
record Envelope(SealedRow row, byte[] head) {
  private static final byte VERSION = 1;
  private static final byte NO_ROW = 0;
  private static final byte PUT = 1;
  private static final byte DELETE = 2;
  private static final int TAG_BYTES = 16;
  private static final int SHORT_HEAD = 2 + EncryptionKey.ID_BYTES;
  private static final int LONG_HEAD = SHORT_HEAD + TAG_BYTES;
  private static final HexFormat HEX = HexFormat.of();

  static byte[] seal(SecureRandom random, EncryptionKey key, byte[] plain) {
    return seal(random, key, NO_ROW, new byte[0], plain);
  }

  /**
   * @param tag of the row, of which the first 16 bytes count
   */
  static byte[] sealRow(
      SecureRandom random, EncryptionKey key, byte[] tag, boolean deletes, byte[] plain) {
    byte[] shortened = Arrays.copyOf(tag, TAG_BYTES);
    return seal(random, key, deletes ? DELETE : PUT, shortened, plain);
  }

  /** The head of encrypted bytes; null if they have another form. */
  static @Nullable Envelope find(byte[] sealed) {
    if (sealed.length < SHORT_HEAD + SecretBox.OVERHEAD || sealed[0] != VERSION) {
      return null;
    }
    byte kind = sealed[SHORT_HEAD - 1];
    int length = kind == NO_ROW ? SHORT_HEAD : LONG_HEAD;
    if (kind < NO_ROW || kind > DELETE || sealed.length < length + SecretBox.OVERHEAD) {
      return null;
    }
    String keyId = HEX.formatHex(sealed, 1, 1 + EncryptionKey.ID_BYTES);
    String tag = HEX.formatHex(sealed, SHORT_HEAD, length);
    return new Envelope(new SealedRow(keyId, tag, kind == DELETE), Arrays.copyOf(sealed, length));
  }

  /** The plain bytes; null if the key does not fit or a byte was changed. */
  byte @Nullable [] open(EncryptionKey key, byte[] sealed) {
    return SecretBox.open(key.raw(), head, sealed, head.length);
  }

  static String hex(byte[] tag) {
    return HEX.formatHex(tag, 0, TAG_BYTES);
  }

  private static byte[] seal(
      SecureRandom random, EncryptionKey key, byte kind, byte[] tag, byte[] plain) {
    byte[] head =
        ByteBuffer.allocate(SHORT_HEAD + tag.length)
            .put(VERSION)
            .put(HEX.parseHex(key.id()))
            .put(kind)
            .put(tag)
            .array();
    byte[] body = SecretBox.seal(random, key.raw(), head, plain);
    byte[] sealed = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, sealed, head.length, body.length);
    return sealed;
  }
}
