package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.database.DatabaseType;
import io.debros.store.encryption.EncryptionKeyStore;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.Passphrase;
import io.debros.store.storage.Durability;
import java.nio.file.Path;
import java.util.List;
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
 * @param keys where private keys and encryption keys are, and what protects them
 * @param databaseTypes types of databases besides those of {@link
 *     io.debros.store.database.DatabaseTypes}; none by default
 */
public record NodeSettings(
    @Nullable Path directory,
    Durability durability,
    String identityName,
    KeySettings keys,
    List<DatabaseType<?, ?>> databaseTypes) {
  /** Name of the key unless another is given. */
  public static final String DEFAULT_IDENTITY = "debros";

  public NodeSettings {
    if (identityName.isBlank()) {
      throw new IllegalArgumentException(
          problem("Identity has no name")
              .advice("Give a name, or leave identityName at its default " + DEFAULT_IDENTITY)
              .toString());
    }
    databaseTypes = List.copyOf(databaseTypes);
  }

  /** A node that keeps its data in a directory. */
  public static NodeSettings in(Path directory) {
    if (directory == null) { // would be a node in memory
      throw new IllegalArgumentException(
          problem("Directory is null").advice("Name one, or use inMemory()").toString());
    }
    return new NodeSettings(
        directory, Durability.INTERVAL, DEFAULT_IDENTITY, KeySettings.DEFAULTS, List.of());
  }

  /** A node that forgets everything when it is closed. */
  public static NodeSettings inMemory() {
    return new NodeSettings(
        null, Durability.INTERVAL, DEFAULT_IDENTITY, KeySettings.DEFAULTS, List.of());
  }

  /** These settings with another durability. */
  public NodeSettings withDurability(Durability value) {
    return new NodeSettings(directory, value, identityName, keys, databaseTypes);
  }

  /** These settings with another identity. */
  public NodeSettings withIdentityName(String name) {
    return new NodeSettings(directory, durability, name, keys, databaseTypes);
  }

  /** These settings with a key store of the caller's. */
  public NodeSettings withKeyStore(KeyStore store) {
    return with(keys.with(store));
  }

  /**
   * These settings with a passphrase that protects private keys and encryption keys in the
   * directory.
   */
  public NodeSettings withPassphrase(Passphrase passphrase) {
    return with(keys.with(passphrase));
  }

  /** These settings with a store of the caller's for encryption keys. */
  public NodeSettings withEncryptionKeyStore(EncryptionKeyStore store) {
    return with(keys.with(store));
  }

  /** These settings with further types of databases. */
  public NodeSettings withDatabaseTypes(List<DatabaseType<?, ?>> types) {
    return new NodeSettings(directory, durability, identityName, keys, types);
  }

  private NodeSettings with(KeySettings other) {
    return new NodeSettings(directory, durability, identityName, other, databaseTypes);
  }
}
