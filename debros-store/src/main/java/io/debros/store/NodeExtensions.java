package io.debros.store;

import io.debros.store.access.AccessControllerType;
import io.debros.store.database.DatabaseType;
import io.debros.store.identity.IdentityProvider;
import io.debros.store.identity.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a node knows besides what is built in. All nodes that share a database need the extensions
 * that it uses: a node without one refuses the database, or the entries, and says so. Immutable.
 *
 * @param databaseTypes types of databases besides those of {@link
 *     io.debros.store.database.DatabaseTypes}
 * @param identityProviders those besides {@code publickey} whose identities this node verifies and
 *     can have; each is made of the key store of the node
 * @param accessControllerTypes kinds of access controllers besides {@code ipfs} and {@code orbitdb}
 */
public record NodeExtensions(
    List<DatabaseType<?, ?>> databaseTypes,
    List<Function<KeyStore, IdentityProvider>> identityProviders,
    List<AccessControllerType> accessControllerTypes) {
  private static final NodeExtensions NONE = new NodeExtensions(List.of(), List.of(), List.of());

  public NodeExtensions {
    databaseTypes = List.copyOf(databaseTypes);
    identityProviders = List.copyOf(identityProviders);
    accessControllerTypes = List.copyOf(accessControllerTypes);
  }

  /** No extensions. */
  public static NodeExtensions none() {
    return NONE;
  }

  /** These with other types of databases. */
  public NodeExtensions withDatabaseTypes(List<DatabaseType<?, ?>> types) {
    return new NodeExtensions(types, identityProviders, accessControllerTypes);
  }

  /**
   * These and one more identity provider, for example {@code DidKeyProvider::new}.
   *
   * @param provider makes it of the key store of the node
   */
  public NodeExtensions withIdentityProvider(Function<KeyStore, IdentityProvider> provider) {
    return new NodeExtensions(
        databaseTypes, more(identityProviders, provider), accessControllerTypes);
  }

  /** These and one more kind of access controllers. */
  public NodeExtensions withAccessControllerType(AccessControllerType type) {
    return new NodeExtensions(databaseTypes, identityProviders, more(accessControllerTypes, type));
  }

  private static <T> List<T> more(List<T> present, T added) {
    List<T> more = new ArrayList<>(present);
    more.add(added);
    return more;
  }
}
