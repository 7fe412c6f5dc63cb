package io.debros.store.encryption;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.UnreadableException;
import io.debros.store.error.UnreadableException.Reason;
import io.debros.store.oplog.EntryCipher;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts payloads with AES-256-GCM: a fresh random nonce for every one, the key's id in front.
 * Beside the id stands a tag of the row, so that nodes without the key still know which entries are
 * about one row, and a row that cannot be read any more is told from one that never was. Peers see
 * ids and tags; what they stand for they do not. Thread-safe.
 */
public final class DataCipher implements EntryCipher {
  private static final CborText DELETE = new CborText("DEL");
  private static final String MAC = "HmacSHA256";

  private final EncryptionKeys keys;
  private final KeySelector selector;

  DataCipher(EncryptionKeys keys, KeySelector selector) {
    this.keys = keys;
    this.selector = selector;
  }

  /** The ring whose keys decrypt. */
  public EncryptionKeys keys() {
    return keys;
  }

  @Override
  public byte[] encrypt(byte[] plain) {
    CborValue payload = DagCbor.decode(plain);
    CborValue rowKey = payload instanceof CborMap map ? map.find("key") : null;
    CborValue value = payload instanceof CborMap map ? map.find("value") : payload;
    boolean deletes = payload instanceof CborMap map && DELETE.equals(map.find("op"));
    String row = rowKey instanceof CborText text ? text.value() : null;
    EncryptionKey key = keys.newest(selector.nameFor(row, deletes ? null : value));
    return row == null
        ? Envelope.seal(keys.random(), key, plain)
        : Envelope.sealRow(keys.random(), key, mac(row), deletes, plain);
  }

  @Override
  public byte[] decrypt(byte[] encrypted) {
    return open(keys, encrypted);
  }

  /** The tag that operations on a row carry, 32 hex digits. */
  public String tagOf(String rowKey) {
    return Envelope.hex(mac(rowKey));
  }

  /** What an encrypted payload shows without its key; null if it was encrypted in another way. */
  public static @Nullable SealedRow find(byte[] encrypted) {
    Envelope envelope = Envelope.find(encrypted);
    return envelope == null ? null : envelope.row();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DataCipher that && keys == that.keys && selector.equals(that.selector);
  }

  @Override
  public int hashCode() {
    return selector.hashCode();
  }

  static byte[] open(EncryptionKeys keys, byte[] encrypted) {
    Envelope envelope = Envelope.find(encrypted);
    if (envelope == null) {
      throw undecryptable(null);
    }
    String id = envelope.row().keyId();
    byte[] plain = envelope.open(keys.required(id), encrypted);
    if (plain == null) {
      throw undecryptable(id);
    }
    return plain;
  }

  private static UnreadableException undecryptable(@Nullable String keyId) {
    return new UnreadableException(
        problem("Value cannot be decrypted")
            .advice("Ask its writer how it was encrypted: the key does not fit the bytes"),
        Reason.UNDECRYPTABLE,
        keyId);
  }

  private byte[] mac(String rowKey) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(keys.tags().raw(), MAC));
      return mac.doFinal(rowKey.getBytes(UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has HMAC-SHA-256", impossible);
    }
  }
}
