package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.database.DatabaseType;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.manifest.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The types of databases that a node knows, by their names in manifests. Immutable. */
final class TypeRegistry {
  private final Map<String, DatabaseType<?, ?>> types = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException if a name is registered twice
   */
  TypeRegistry(List<DatabaseType<?, ?>> further) {
    DatabaseTypes.BUILT_IN.forEach(this::add);
    further.forEach(this::add);
  }

  /**
   * The type that a manifest names.
   *
   * @throws IllegalArgumentException if it is not known; names the known ones
   */
  DatabaseType<?, ?> get(Manifest manifest) {
    manifest.requireSupported(types.keySet(), Set.of(manifest.accessControllerType()));
    return Objects.requireNonNull(types.get(manifest.type()));
  }

  private void add(DatabaseType<?, ?> type) {
    if (types.putIfAbsent(type.name(), type) != null) {
      throw new IllegalArgumentException(
          problem("Database type is registered twice")
              .at("type", type.name())
              .at("known", types.keySet())
              .advice("Give it another name, or open databases with the type instead")
              .toString());
    }
  }
}
