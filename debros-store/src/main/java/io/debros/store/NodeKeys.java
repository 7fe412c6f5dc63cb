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
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.network.PeerKeyFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a node. Thread-safe.
 *
 * @param signing private keys of identities
 * @param encryption keys of the node's own ring
 * @param files where secrets lie in the directory of the node; null if it has none
 */
record NodeKeys(KeyStore signing, EncryptionKeys encryption, @Nullable SecretFiles files) {
  static final String DIRECTORY = "keystore";

  /** Opens what the settings name, else the files in a directory, else new stores in memory. */
  static NodeKeys open(@Nullable Path directory, KeySettings settings) {
    return directory == null
        ? open(settings, new MemoryKeyStore(), new MemoryEncryptionKeyStore(), null)
        : open(directory.resolve(DIRECTORY), settings, settings.passphrase());
  }

  /** The key by which peers know the node: the one in its directory, or a new one. */
  PrivateKey peerKey() {
    SecureRandom random = new SecureRandom();
    return files == null ? PrivateKey.generate(random) : PeerKeyFile.openOrCreate(files, random);
  }

  private static NodeKeys open(Path path, KeySettings settings, @Nullable Passphrase passphrase) {
    if (settings.keyStore() != null) {
      SecretFiles files = SecretFiles.open(path);
      return open(settings, settings.keyStore(), new FileEncryptionKeyStore(files), files);
    }
    FileKeyStore keys =
        passphrase == null ? FileKeyStore.open(path) : FileKeyStore.open(path, passphrase);
    return open(settings, keys, new FileEncryptionKeyStore(keys.files()), keys.files());
  }

  private static NodeKeys open(
      KeySettings settings,
      KeyStore keys,
      EncryptionKeyStore secrets,
      @Nullable SecretFiles files) {
    KeyStore givenKeys = settings.keyStore();
    EncryptionKeyStore givenSecrets = settings.encryptionKeyStore();
    return new NodeKeys(
        givenKeys == null ? keys : givenKeys,
        EncryptionKeys.open(givenSecrets == null ? secrets : givenSecrets),
        files);
  }
}
