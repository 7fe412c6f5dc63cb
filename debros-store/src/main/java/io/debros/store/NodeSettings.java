package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.identity.KeyStore;
import io.debros.store.identity.Passphrase;
import io.debros.store.storage.Durability;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a node. Immutable; start from {@link #in(Path)} or {@link #inMemory()}.
 *
 * @param directory where everything of the node lies: {@code store/} (data), {@code keystore/}
 *     (private keys) and a lock file; created with its parents if absent. Null keeps everything in
 *     memory until the node is closed
 * @param durability when a write survives a power cut; {@link Durability#INTERVAL} by default.
 *     Without meaning in memory
 * @param identityName name of the key that this node writes with; {@value #DEFAULT_IDENTITY} by
 *     default. The key is created when it is first needed and kept in the key store, so a node that
 *     is opened again in its directory is the same writer
 * @param keyStore where private keys are; null (the default) for the directory's, or for a new one
 *     in memory
 * @param passphrase that protects the private keys in the directory; null (the default) leaves them
 *     to the permissions of the file system. Keys that are not protected yet are from then on.
 *     Without meaning in memory; not together with a key store of the caller's
 */
public record NodeSettings(
    @Nullable Path directory,
    Durability durability,
    String identityName,
    @Nullable KeyStore keyStore,
    @Nullable Passphrase passphrase) {
  /** Name of the key unless another is given. */
  public static final String DEFAULT_IDENTITY = "debros";

  public NodeSettings {
    if (identityName.isBlank()) {
      throw new IllegalArgumentException(
          problem("Identity has no name")
              .advice("Give a name, or leave identityName at its default " + DEFAULT_IDENTITY)
              .toString());
    }
    if (keyStore != null && passphrase != null) {
      throw new IllegalArgumentException(
          problem("Passphrase is for the key store of the directory, and another was given")
              .advice("Protect the given key store where it is opened, or give no key store")
              .toString());
    }
  }

  /** A node that keeps its data in a directory. */
  public static NodeSettings in(Path directory) {
    if (directory == null) { // would be a node in memory
      throw new IllegalArgumentException(
          problem("Directory is null").advice("Name one, or use inMemory()").toString());
    }
    return new NodeSettings(directory, Durability.INTERVAL, DEFAULT_IDENTITY, null, null);
  }

  /** A node that forgets everything when it is closed. */
  public static NodeSettings inMemory() {
    return new NodeSettings(null, Durability.INTERVAL, DEFAULT_IDENTITY, null, null);
  }

  /** These settings with another durability. */
  public NodeSettings withDurability(Durability value) {
    return new NodeSettings(directory, value, identityName, keyStore, passphrase);
  }

  /** These settings with another identity. */
  public NodeSettings withIdentityName(String name) {
    return new NodeSettings(directory, durability, name, keyStore, passphrase);
  }

  /** These settings with a key store of the caller's. */
  public NodeSettings withKeyStore(KeyStore keys) {
    return new NodeSettings(directory, durability, identityName, keys, passphrase);
  }

  /** These settings with a passphrase that protects the private keys. */
  public NodeSettings withPassphrase(Passphrase value) {
    return new NodeSettings(directory, durability, identityName, keyStore, value);
  }
}
