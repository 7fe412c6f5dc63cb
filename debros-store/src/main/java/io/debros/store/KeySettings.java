package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.encryption.EncryptionKeyStore;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.Passphrase;
import org.jspecify.annotations.Nullable;

/**
 * Where the secrets of a node are. Immutable.
 *
 * @param keyStore of private keys; null (the default) for the directory's, or for a new one in
 *     memory
 * @param passphrase that protects the secrets in the directory; null (the default) leaves them to
 *     the permissions of the file system. Secrets that are not protected yet are from then on.
 *     Without meaning in memory; not together with a key store of the caller's
 * @param encryptionKeyStore of the keys of {@link DebrosNode#encryptionKeys}; null (the default)
 *     for files beside the private keys, or for a new one in memory
 */
public record KeySettings(
    @Nullable KeyStore keyStore,
    @Nullable Passphrase passphrase,
    @Nullable EncryptionKeyStore encryptionKeyStore) {
  static final KeySettings DEFAULTS = new KeySettings(null, null, null);

  public KeySettings {
    if (keyStore != null && passphrase != null) {
      throw new IllegalArgumentException(
          problem("Passphrase is for the key store of the directory, and another was given")
              .advice("Protect the given key store where it is opened, or give no key store")
              .toString());
    }
  }

  KeySettings with(KeyStore keys) {
    return new KeySettings(keys, passphrase, encryptionKeyStore);
  }

  KeySettings with(Passphrase value) {
    return new KeySettings(keyStore, value, encryptionKeyStore);
  }

  KeySettings with(EncryptionKeyStore store) {
    return new KeySettings(keyStore, passphrase, store);
  }
}
