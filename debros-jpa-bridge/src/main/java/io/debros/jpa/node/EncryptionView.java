package io.debros.jpa.node;

import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The keys that encrypted entities are written and read with: {@code model/<entity>} and {@code
 * owner/<owner>}. They are in the node's directory, under its passphrase if it has one. Call
 * nothing here within a transaction. Thread-safe.
 */
public interface EncryptionView {
  /** Names that have a key, sorted; a name gets its first one with the first row under it. */
  SortedSet<String> names();

  /**
   * Makes a new key of a name. What is written from now on is encrypted with it, what was written
   * before stays readable.
   *
   * @throws io.debros.store.error.NotFoundException if the name has no key
   */
  void rotate(String name);

  /**
   * Destroys all keys of a name: what they protect is gone for good, here and wherever nobody has a
   * copy of the key. When this returns, nothing that was derived from it is left on this node. A
   * new key is made when something is written under the name again.
   *
   * @throws io.debros.store.error.NotFoundException if the name has no key
   */
  void forget(String name);

  /**
   * The same for all keys of a name but the newest: rows that were not written since it was made
   * are gone.
   *
   * @throws io.debros.store.error.NotFoundException if the name has no key
   */
  void forgetOld(String name);

  /**
   * How many rows cannot be read here, because their key was forgotten or never came, by the names
   * of databases that are open and have some. Looks at these rows only.
   */
  SortedMap<String, Long> unreadable();

  /**
   * All keys as one line of text, encrypted under a passphrase. For {@code
   * debros.encryption.key-file} of another node, and for a safe.
   *
   * @throws IllegalArgumentException if the passphrase is blank
   */
  String exportKeys(String passphrase);

  /**
   * Takes in keys that {@link #exportKeys} gave at another node; what they protect becomes
   * readable. Those that were forgotten here are left out.
   *
   * @return how many were new here
   * @throws IllegalArgumentException if the text is none of keys, or this node has encrypted
   *     entities and made keys of its own before it had these
   * @throws io.debros.store.error.WrongPassphraseException if the passphrase is wrong
   */
  int importKeys(String exported, String passphrase);
}
