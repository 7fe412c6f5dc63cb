package io.debros.jpa.metamodel;

import static io.debros.store.error.Problem.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All entities of a persistence unit. Immutable, thread-safe. Holds classes of the application, so
 * it lives no longer than the persistence unit.
 */
public final class Metamodel {
  private final List<EntityModel> entities;
  private final Map<Class<?>, EntityModel> byClass = new HashMap<>();
  private final Map<String, EntityModel> byName = new HashMap<>();

  /**
   * A metamodel of these entities.
   *
   * @param entities in any order; names and classes differ
   */
  public Metamodel(Collection<EntityModel> entities) {
    this.entities = entities.stream().sorted(Comparator.comparing(EntityModel::name)).toList();
    for (EntityModel entity : entities) {
      byClass.put(entity.javaType(), entity);
      byName.put(entity.name(), entity);
    }
  }

  /** All entities, by name. */
  public List<EntityModel> entities() {
    return entities;
  }

  /** Whether the class is an entity, or a subclass (a proxy) of one. */
  public boolean isEntity(Class<?> type) {
    return findEntity(type) != null;
  }

  /** The entity of a class or of a subclass of it, such as a proxy; null if there is none. */
  public @Nullable EntityModel findEntity(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      EntityModel entity = byClass.get(at);
      if (entity != null) {
        return entity;
      }
    }
    return null;
  }

  /**
   * The entity of a class or of a subclass of it, such as a proxy.
   *
   * @throws IllegalArgumentException if the class is no entity of this persistence unit
   */
  public EntityModel entity(Class<?> type) {
    if (type == null) {
      throw new IllegalArgumentException(
          problem("Class is null").advice("Pass an entity class").toString());
    }
    EntityModel entity = findEntity(type);
    if (entity == null) {
      throw new IllegalArgumentException(
          problem("Class is not an entity of this persistence unit")
              .at("class", type.getName())
              .advice("Annotate it with @Entity and list it among the managed classes")
              .toString());
    }
    return entity;
  }

  /**
   * The entity of a name.
   *
   * @throws IllegalArgumentException naming the nearest known entity
   */
  public EntityModel entity(String name) {
    EntityModel entity = byName.get(name);
    if (entity == null) {
      String nearest = NearestName.of(name, byName.keySet());
      throw new IllegalArgumentException(
          problem("Unknown entity")
              .at("entity", name)
              .advice(
                  nearest == null
                      ? "Use one of " + entities.stream().map(EntityModel::name).toList()
                      : "Use " + nearest + ", the nearest known one")
              .toString());
    }
    return entity;
  }
}
