package io.debros.jpa.context;

import io.debros.jpa.mapping.DocumentMapper;
import io.debros.jpa.mapping.Lazy;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the operations of one context share. */
record Scope(
    Metamodel metamodel,
    DocumentMapper mapper,
    IdentityMap map,
    Lifecycle lifecycle,
    IdAssigner ids,
    Versions versions,
    StepValues steps) {

  /** The model of an entity or proxy; {@link IllegalArgumentException} for anything else. */
  EntityModel model(Object entity) {
    return metamodel.entity(entity.getClass());
  }

  EntityKey key(EntityModel model, Object id) {
    return new EntityKey(model, mapper.idText(model, id));
  }

  /** What is known of an entity or of the target of its proxy; null if it is not managed. */
  @Nullable ManagedEntity find(Object entity) {
    Object target = Lazy.loadedTarget(entity);
    return target == null ? null : map.find(target);
  }

  /** Remembers the present document values as the stored ones. */
  void snapshot(ManagedEntity managed, @Nullable Object storedVersion) {
    Map<String, @Nullable Object> values = mapper.dehydrate(managed.model(), managed.entity());
    managed.stored(values, storedVersion);
  }

  /** Remembers which targets would become orphans if they were let go from now on. */
  void holdTargets(ManagedEntity managed) {
    Associations.visit(
        managed.model().attributes(),
        managed.entity(),
        association -> {
          if (association.removesOrphans() && association.isKnown()) {
            managed.hold(association.attribute(), association.targets());
          }
        });
  }
}
