package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.database.DatabaseType;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.manifest.Manifest;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  Set<String> names() {
    return types.keySet();
  }

  /** The known names and that of a type that is given. */
  Set<String> namesWith(DatabaseType<?, ?> given) {
    Set<String> names = new LinkedHashSet<>(names());
    names.add(given.name());
    return names;
  }

  /** The type of a manifest that was read as one of the known names. */
  DatabaseType<?, ?> get(Manifest manifest) {
    return Objects.requireNonNull(types.get(manifest.type()));
  }

  /** The type of a name; null if there is none. */
  @Nullable DatabaseType<?, ?> find(String name) {
    return types.get(name);
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
