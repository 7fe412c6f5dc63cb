package io.debros.store.index;

import static io.debros.store.error.Problem.problem;

import org.jspecify.annotations.Nullable;

/**
 * A field index of a database.
 *
 * @param name unique among the indexes of a database, those of its groups included
 * @param fingerprint of what {@code keys} computes: if it differs from the stored one, the index is
 *     rebuilt
 * @param keys what the index holds of a document
 * @param group databases that share the index, so that one scan covers them all; null if the index
 *     belongs to its database alone
 */
public record IndexDefinition(
    String name, String fingerprint, IndexKeys keys, @Nullable String group) {
  public IndexDefinition {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          problem("Index has no name").advice("Name it after what it indexes").toString());
    }
  }

  /** An index of one database. */
  public static IndexDefinition of(String name, String fingerprint, IndexKeys keys) {
    return new IndexDefinition(name, fingerprint, keys, null);
  }

  /** An index that all databases of a group share. */
  public static IndexDefinition ofGroup(
      String group, String name, String fingerprint, IndexKeys keys) {
    return new IndexDefinition(name, fingerprint, keys, group);
  }
}
