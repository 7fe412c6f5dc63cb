package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.database.DatabaseType;
import io.debros.store.database.DatabaseTypes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  Set<String> names() {
    return types.keySet();
  }

  /** The type of a manifest that was found to be supported. */
  DatabaseType<?, ?> get(String name) {
    DatabaseType<?, ?> type = types.get(name);
    if (type == null) {
      throw new IllegalStateException(
          problem("Database type was not checked").at("type", name).advice("Check it").toString());
    }
    return type;
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
