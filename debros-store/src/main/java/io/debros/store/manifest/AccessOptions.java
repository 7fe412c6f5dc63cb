package io.debros.store.manifest;

import static io.debros.store.error.Problem.problem;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may write to a new database. Immutable.
 *
 * @param type kind of access controller: {@value IpfsAccessList#TYPE}, {@value #ORBITDB}, or one
 *     that is registered with the node
 * @param ids whom its rules begin with, as identity ids or {@code *} for everybody: the writers of
 *     {@code ipfs}, the root admins of {@code orbitdb}. De-duplicated and sorted, so that the order
 *     does not change the address. Null for the identity of the node
 */
public record AccessOptions(String type, @Nullable List<String> ids) {
  /** Kind of access controller whose list is itself a database. */
  public static final String ORBITDB = "orbitdb";

  private static final AccessOptions DEFAULTS = new AccessOptions(IpfsAccessList.TYPE, null);

  public AccessOptions {
    if (type.isEmpty() || type.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          problem("Type of access controller is no word")
              .at("type", type)
              .advice("Give ipfs, orbitdb or the type of a registered access controller")
              .toString());
    }
    ids = ids == null ? null : List.copyOf(new TreeSet<>(ids));
  }

  /** A fixed list that holds the node's identity only. */
  public static AccessOptions defaults() {
    return DEFAULTS;
  }

  /** A fixed list of writers. */
  public static AccessOptions ipfs(List<String> writers) {
    return new AccessOptions(IpfsAccessList.TYPE, writers);
  }

  /** A list that the node's identity can change while the database is in use. */
  public static AccessOptions orbitDb() {
    return new AccessOptions(ORBITDB, null);
  }

  /** A list that these identities can change while the database is in use; they may write, too. */
  public static AccessOptions orbitDb(List<String> rootAdmins) {
    return new AccessOptions(ORBITDB, rootAdmins);
  }

  /** The ids, or that of the creator. */
  public List<String> idsOr(String creator) {
    return ids == null ? List.of(creator) : ids;
  }
}
