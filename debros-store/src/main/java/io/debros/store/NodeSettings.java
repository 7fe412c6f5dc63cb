package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.access.AccessControllerType;
import io.debros.store.database.DatabaseType;
import io.debros.store.encryption.EncryptionKeyStore;
import io.debros.store.identity.IdentityProvider;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.Passphrase;
import io.debros.store.identity.PublicKeyProvider;
import io.debros.store.oplog.JoinLimits;
import io.debros.store.storage.Durability;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
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
 * @param identityType which provider says what the node's identity is; {@code publickey} by
 *     default, others must be among the extensions
 * @param keys where private keys and encryption keys are, and what protects them
 * @param extensions what the node knows besides what is built in; nothing by default
 * @param joinLimits what its databases take from others in one join, and of which form; {@link
 *     JoinLimits#defaults()} by default
 * @param network where it meets peers; null, the default, for a node that is alone
 */
public record NodeSettings(
    @Nullable Path directory,
    Durability durability,
    String identityName,
    String identityType,
    KeySettings keys,
    NodeExtensions extensions,
    JoinLimits joinLimits,
    @Nullable NetworkSettings network) {
  /** Name of the key unless another is given. */
  public static final String DEFAULT_IDENTITY = "debros";

  public NodeSettings {
    if (identityName.isBlank()) {
      throw new IllegalArgumentException(
          problem("Identity has no name")
              .advice("Give a name, or leave identityName at its default " + DEFAULT_IDENTITY)
              .toString());
    }
  }

  /** A node that keeps its data in a directory. */
  public static NodeSettings in(Path directory) {
    if (directory == null) { // would be a node in memory
      throw new IllegalArgumentException(
          problem("Directory is null").advice("Name one, or use inMemory()").toString());
    }
    return defaults(directory);
  }

  /** A node that forgets everything when it is closed. */
  public static NodeSettings inMemory() {
    return defaults(null);
  }

  /** These settings with another durability. */
  public NodeSettings withDurability(Durability value) {
    return new NodeSettings(
        directory, value, identityName, identityType, keys, extensions, joinLimits, network);
  }

  /** These settings with another identity. */
  public NodeSettings withIdentityName(String name) {
    return new NodeSettings(
        directory, durability, name, identityType, keys, extensions, joinLimits, network);
  }

  /** These settings with an identity of another provider. */
  public NodeSettings withIdentityType(String type) {
    return new NodeSettings(
        directory, durability, identityName, type, keys, extensions, joinLimits, network);
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

  /** These settings with other extensions. */
  public NodeSettings withExtensions(NodeExtensions others) {
    return new NodeSettings(
        directory, durability, identityName, identityType, keys, others, joinLimits, network);
  }

  /** These settings with other limits of joins. */
  public NodeSettings withJoinLimits(JoinLimits limits) {
    return new NodeSettings(
        directory, durability, identityName, identityType, keys, extensions, limits, network);
  }

  /** These settings with a network. */
  public NodeSettings withNetwork(NetworkSettings value) {
    return new NodeSettings(
        directory, durability, identityName, identityType, keys, extensions, joinLimits, value);
  }

  /** These settings with further types of databases. */
  public NodeSettings withDatabaseTypes(List<DatabaseType<?, ?>> types) {
    return withExtensions(extensions.withDatabaseTypes(types));
  }

  /** These settings with one more identity provider, see {@link NodeExtensions}. */
  public NodeSettings withIdentityProvider(Function<KeyStore, IdentityProvider> provider) {
    return withExtensions(extensions.withIdentityProvider(provider));
  }

  /** These settings with one more kind of access controllers. */
  public NodeSettings withAccessControllerType(AccessControllerType type) {
    return withExtensions(extensions.withAccessControllerType(type));
  }

  private NodeSettings with(KeySettings other) {
    return new NodeSettings(
        directory, durability, identityName, identityType, other, extensions, joinLimits, network);
  }

  private static NodeSettings defaults(@Nullable Path directory) {
    return new NodeSettings(
        directory,
        Durability.INTERVAL,
        DEFAULT_IDENTITY,
        PublicKeyProvider.TYPE,
        KeySettings.DEFAULTS,
        NodeExtensions.none(),
        JoinLimits.defaults(),
        null);
  }
}
