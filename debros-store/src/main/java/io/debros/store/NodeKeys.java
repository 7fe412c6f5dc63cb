package io.debros.store;

import io.debros.store.encryption.EncryptionKeyStore;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.FileEncryptionKeyStore;
import io.debros.store.encryption.MemoryEncryptionKeyStore;
import io.debros.store.identity.FileKeyStore;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.identity.Passphrase;
import io.debros.store.identity.SecretFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a node. Thread-safe.
 *
 * @param signing private keys of identities
 * @param encryption keys of the node's own ring
 */
record NodeKeys(KeyStore signing, EncryptionKeys encryption) {
  static final String DIRECTORY = "keystore";

  /** Opens what the settings name, else the files in a directory, else new stores in memory. */
  static NodeKeys open(@Nullable Path directory, KeySettings settings) {
    return directory == null
        ? open(settings, new MemoryKeyStore(), new MemoryEncryptionKeyStore())
        : open(directory.resolve(DIRECTORY), settings, settings.passphrase());
  }

  private static NodeKeys open(Path path, KeySettings settings, @Nullable Passphrase passphrase) {
    if (settings.keyStore() != null) {
      SecretFiles files = SecretFiles.open(path);
      return open(settings, settings.keyStore(), new FileEncryptionKeyStore(files));
    }
    FileKeyStore keys =
        passphrase == null ? FileKeyStore.open(path) : FileKeyStore.open(path, passphrase);
    return open(settings, keys, new FileEncryptionKeyStore(keys.files()));
  }

  private static NodeKeys open(KeySettings settings, KeyStore keys, EncryptionKeyStore secrets) {
    KeyStore givenKeys = settings.keyStore();
    EncryptionKeyStore givenSecrets = settings.encryptionKeyStore();
    return new NodeKeys(
        givenKeys == null ? keys : givenKeys,
        EncryptionKeys.open(givenSecrets == null ? secrets : givenSecrets));
  }
}
