package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.identity.IdentityProvider;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.PublicKeyProvider;
import io.debros.store.storage.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * @param keyStore where private keys are; null (the default) for the directory's, or for a new one
 *     in memory
 * @param identityType which provider says what the node's identity is; {@code publickey} by default
 * @param identityProviders those besides {@code publickey} whose identities this node verifies and
 *     can have; each is made of the node's key store. None by default: an entry by an identity of
 *     another provider is refused, as JavaScript does
 */
public record NodeSettings(
    @Nullable Path directory,
    Durability durability,
    String identityName,
    @Nullable KeyStore keyStore,
    String identityType,
    List<Function<KeyStore, IdentityProvider>> identityProviders) {
  /** Name of the key unless another is given. */
  public static final String DEFAULT_IDENTITY = "debros";

  public NodeSettings {
    if (identityName.isBlank()) {
      throw new IllegalArgumentException(
          problem("Identity has no name")
              .advice("Give a name, or leave identityName at its default " + DEFAULT_IDENTITY)
              .toString());
    }
    identityProviders = List.copyOf(identityProviders);
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
        directory, value, identityName, keyStore, identityType, identityProviders);
  }

  /** These settings with another identity. */
  public NodeSettings withIdentityName(String name) {
    return new NodeSettings(directory, durability, name, keyStore, identityType, identityProviders);
  }

  /** These settings with a key store of the caller's. */
  public NodeSettings withKeyStore(KeyStore keys) {
    return new NodeSettings(
        directory, durability, identityName, keys, identityType, identityProviders);
  }

  /** These settings with an identity of another provider, which must be registered. */
  public NodeSettings withIdentityType(String type) {
    return new NodeSettings(directory, durability, identityName, keyStore, type, identityProviders);
  }

  /**
   * These settings with one more identity provider, for example {@code DidKeyProvider::new}.
   *
   * @param provider makes it of the key store of the node
   */
  public NodeSettings withIdentityProvider(Function<KeyStore, IdentityProvider> provider) {
    List<Function<KeyStore, IdentityProvider>> more = new ArrayList<>(identityProviders);
    more.add(provider);
    return new NodeSettings(directory, durability, identityName, keyStore, identityType, more);
  }

  private static NodeSettings defaults(@Nullable Path directory) {
    return new NodeSettings(
        directory, Durability.INTERVAL, DEFAULT_IDENTITY, null, PublicKeyProvider.TYPE, List.of());
  }
}
