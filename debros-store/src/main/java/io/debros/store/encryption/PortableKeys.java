package io.debros.store.encryption;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import io.debros.store.identity.Passphrase;
import io.debros.store.identity.SealedText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys on their way to another ring: one line of text under a passphrase, without which it says
 * nothing. Immutable, thread-safe.
 *
 * @param keys all that travel, with their secrets
 */
public record PortableKeys(List<EncryptionKey> keys) {
  private static final String FORMAT = "debros-keys 1";

  public PortableKeys {
    keys = List.copyOf(keys);
  }

  /** All keys of a ring, which keeps them. */
  public static PortableKeys of(EncryptionKeys ring) {
    return new PortableKeys(ring.all());
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if the text is none of exported keys
   * @throws io.debros.store.error.WrongPassphraseException if the passphrase is wrong, or the text
   *     was changed
   */
  public static PortableKeys parse(String text, Passphrase passphrase) {
    List<EncryptionKey> keys = decode(SealedText.open(FORMAT, text, passphrase));
    if (keys == null) {
      throw new IllegalArgumentException(
          problem("Text holds something else than keys")
              .advice("Export the keys with this version or a newer one")
              .toString());
    }
    return new PortableKeys(keys);
  }

  /** The text form. */
  public String toText(Passphrase passphrase) {
    List<CborValue> encoded = new ArrayList<>();
    keys.forEach(key -> encoded.add(CborBytes.of(FileEncryptionKeyStore.encode(key))));
    return SealedText.seal(FORMAT, DagCbor.encode(new CborList(encoded)), passphrase);
  }

  /**
   * Puts the keys into a ring: those that it lacks, and did not forget.
   *
   * @return how many were new to it
   * @throws IllegalArgumentException if tags of rows are made otherwise there; nothing is changed
   */
  public int into(EncryptionKeys ring) {
    int added = 0;
    for (EncryptionKey key : tagsFirst()) {
      if (!ring.has(key.id()) && !ring.forgotten().contains(key.id())) {
        ring.add(key);
        added++;
      }
    }
    return added;
  }

  /** What may be refused comes before all that is not. */
  private List<EncryptionKey> tagsFirst() {
    List<EncryptionKey> ordered = new ArrayList<>();
    for (EncryptionKey key : keys) {
      ordered.add(key.name().equals(EncryptionKeys.TAGS) ? 0 : ordered.size(), key);
    }
    return ordered;
  }

  private static @Nullable List<EncryptionKey> decode(byte[] bytes) {
    try {
      return DagCbor.decode(bytes) instanceof CborList list ? decode(list) : null;
    } catch (BadBlockException otherContent) {
      return null;
    }
  }

  private static @Nullable List<EncryptionKey> decode(CborList list) {
    List<EncryptionKey> keys = new ArrayList<>();
    for (CborValue value : list.values()) {
      EncryptionKey key =
          value instanceof CborBytes bytes ? FileEncryptionKeyStore.read(bytes.value()) : null;
      if (key == null) {
        return null;
      }
      keys.add(key);
    }
    return keys;
  }

  /** How many; never a secret. */
  @Override
  public String toString() {
    return "PortableKeys of " + keys.size();
  }
}
