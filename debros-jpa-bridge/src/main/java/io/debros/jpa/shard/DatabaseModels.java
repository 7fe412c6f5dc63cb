package io.debros.jpa.shard;

import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Whose rows a database holds, by its name. Thread-safe. */
public final class DatabaseModels {
  private final Metamodel metamodel;
  private final DatabaseNames names;
  private final Map<String, Optional<EntityModel>> models = new ConcurrentHashMap<>();

  public DatabaseModels(Metamodel metamodel, DatabaseNames names) {
    this.metamodel = metamodel;
    this.names = names;
  }

  /** The model of a database; null if it is none of the unit's. */
  public @Nullable EntityModel find(String database) {
    return models
        .computeIfAbsent(
            database,
            name ->
                metamodel.entities().stream()
                    .filter(model -> names.isDatabase(model, name))
                    .findFirst())
        .orElse(null);
  }
}
