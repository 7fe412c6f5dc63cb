package io.debros.jpa.document;

import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.RowCursor;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.PortableKeys;
import io.debros.store.identity.Passphrase;
import io.debros.store.storage.StorageSnapshot;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The keys of a node that documents are encrypted with. Thread-safe. */
public final class KeyRing {
  private final DocumentStores stores;
  private final EncryptionKeys keys;

  KeyRing(DocumentStores stores, EncryptionKeys keys) {
    this.stores = stores;
    this.keys = keys;
  }

  /** Names that have a key, sorted. */
  public SortedSet<String> names() {
    return keys.names();
  }

  /**
   * Makes a new key of a name, which encrypts from now on.
   *
   * @throws io.debros.store.error.NotFoundException if the name has no key
   */
  public void rotate(String name) {
    keys.rotate(name);
  }

  /**
   * Destroys all keys of a name.
   *
   * @throws io.debros.store.error.NotFoundException if the name has no key
   */
  public void forget(String name) {
    keys.forgetAll(name);
  }

  /**
   * Destroys all keys of a name but the newest; nothing happens if it has one.
   *
   * @throws io.debros.store.error.NotFoundException if the name has no key
   */
  public void forgetOld(String name) {
    keys.forgetOld(name);
  }

  /** How many rows cannot be read here, by the names of databases that have some. */
  public SortedMap<String, Long> unreadable() {
    SortedMap<String, Long> found = new TreeMap<>();
    try (StorageSnapshot now = stores.node().snapshot()) {
      for (DocumentStore store : stores.opened()) {
        long rows = count(store.database(), now);
        if (rows > 0) {
          found.put(store.name(), rows);
        }
      }
    }
    return found;
  }

  /** All keys as text, under a passphrase. */
  public String export(String passphrase) {
    return PortableKeys.of(keys).toText(Passphrase.of(passphrase));
  }

  /**
   * Takes in keys that {@link #export} gave at another node.
   *
   * @return how many were new here
   * @throws IllegalArgumentException if the text is none of keys, or this node made keys of its own
   *     before it had these
   * @throws io.debros.store.error.WrongPassphraseException if the passphrase is wrong
   */
  public int add(String exported, String passphrase) {
    return PortableKeys.parse(exported, Passphrase.of(passphrase)).into(keys);
  }

  private static long count(DocumentDatabase database, StorageSnapshot now) {
    long rows = 0;
    try (RowCursor<DocumentRow> cursor = database.view(now).unreadable()) {
      while (cursor.next()) {
        rows++;
      }
    }
    return rows;
  }
}
