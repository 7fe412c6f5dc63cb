package io.debros.jpa.context;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.context.ManagedEntity.State;
import io.debros.jpa.mapping.Lazy;
import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.CollectionKind;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.store.error.Problem;
import jakarta.persistence.CascadeType;
import jakarta.persistence.OptimisticLockException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code merge}: copies the state of detached and new instances onto managed ones. What a detached
 * instance never loaded is left as it is.
 */
final class Merger {
  private final Scope scope;
  private final Loader loader;
  private final Persister persister;
  private final IdentityHashMap<Object, Object> merged = new IdentityHashMap<>();

  /** One merge of one graph. */
  Merger(Scope scope, Loader loader, Persister persister) {
    this.scope = scope;
    this.loader = loader;
    this.persister = persister;
  }

  /** The managed counterpart. */
  Object merge(Object given) {
    EntityModel model = scope.model(given);
    if (!Lazy.isLoaded(given)) {
      return loader.reference(model, Lazy.idOf(given)); // nothing was read, so nothing changed
    }
    Object source = Lazy.target(given);
    Object known = merged.get(source);
    if (known != null) {
      return known;
    }
    ManagedEntity managed = scope.map().find(source);
    return managed != null ? mergeManaged(managed) : mergeDetached(model, source);
  }

  private Object mergeManaged(ManagedEntity managed) {
    if (managed.state() == State.REMOVED) {
      throw removed(managed.model(), managed.key().id());
    }
    merged.put(managed.entity(), managed.entity());
    Associations.visit(
        managed.model().attributes(),
        managed.entity(),
        association -> {
          if (association.cascades(CascadeType.MERGE)) {
            association.loadedTargets().forEach(this::merge);
          }
        });
    return scope.map().shown(managed);
  }

  private Object mergeDetached(EntityModel model, Object source) {
    Object id = model.id().get(source);
    Object target = id == null ? null : findTarget(model, id);
    if (target == null) {
      return mergeNew(model, source);
    }
    requireVersion(model, source, Lazy.target(target));
    merged.put(source, target);
    copy(model, source, Lazy.target(target));
    return target;
  }

  private @Nullable Object findTarget(EntityModel model, Object id) {
    ManagedEntity managed = scope.map().find(scope.key(model, id));
    if (managed != null && managed.state() == State.REMOVED) {
      throw removed(model, managed.key().id());
    }
    return loader.find(model, id);
  }

  private Object mergeNew(EntityModel model, Object source) {
    requireNeverStored(model, source);
    Object target = model.instantiate();
    model.id().set(target, model.id().get(source));
    merged.put(source, target);
    copy(model, source, target);
    persister.persist(target);
    return target;
  }

  /** Copies everything but id and version. */
  private void copy(EntityModel model, Object source, Object target) {
    Map<String, @Nullable Object> present = scope.steps().beforeMerge(model, target);
    scope.mapper().copy(model, source, target);
    scope.steps().addUp(model, source, target, present);
    for (AttributeModel attribute : model.attributes()) {
      Object value = attribute.isAssociation() ? attribute.get(source) : null;
      if (attribute.kind() instanceof ToOne toOne) {
        if (value == null || Lazy.isLoaded(value) || toOne.isOwning()) {
          attribute.set(target, value == null ? null : counterpart(value, toOne.cascade()));
        }
      } else if (attribute.kind() instanceof ToMany toMany
          && value instanceof Collection<?> sources
          && Lazy.isLoaded(sources)) {
        replace(attribute, toMany, sources, target);
      }
    }
  }

  private Object counterpart(Object source, Set<CascadeType> cascade) {
    if (cascade.contains(CascadeType.MERGE)) {
      return merge(source);
    }
    if (scope.find(source) != null) {
      return source;
    }
    EntityModel model = scope.model(source);
    Object id = Lazy.id(model, source);
    return IdAssigner.isSet(id) ? loader.reference(model, Objects.requireNonNull(id)) : source;
  }

  /** Keeps the managed collection, so that those who hold it see the change. */
  @SuppressWarnings("unchecked") // a to-many attribute holds entities
  private void replace(
      AttributeModel attribute, ToMany toMany, Collection<?> sources, Object target) {
    List<Object> counterparts = new ArrayList<>();
    sources.forEach(source -> counterparts.add(counterpart(source, toMany.cascade())));
    Collection<Object> present = (Collection<Object>) attribute.get(target);
    if (present == null) {
      boolean isSet = toMany.collection() == CollectionKind.SET;
      attribute.set(target, isSet ? new LinkedHashSet<>(counterparts) : counterparts);
    } else if (!sameElements(present, counterparts)) {
      present.clear();
      present.addAll(counterparts);
    }
  }

  private static boolean sameElements(Collection<Object> present, List<Object> wanted) {
    List<Object> elements = new ArrayList<>(present);
    if (elements.size() != wanted.size()) {
      return false;
    }
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i) != wanted.get(i)) {
        return false;
      }
    }
    return true;
  }

  private void requireVersion(EntityModel model, Object source, Object target) {
    AttributeModel version = model.version();
    if (version == null) {
      return;
    }
    Object expected = version.get(source);
    Object found = version.get(target);
    if (expected != null && !expected.equals(found)) {
      throw new OptimisticLockException(
          stale(model, source).at("expected", expected).at("found", found).toString(),
          null,
          source);
    }
  }

  /** An instance with a version was stored once; if its row is gone, somebody removed it. */
  private void requireNeverStored(EntityModel model, Object source) {
    AttributeModel version = model.version();
    Object value = version == null ? null : version.get(source);
    boolean wasStored =
        version != null
            && value != null
            && (!version.javaType().isPrimitive() || ((Number) value).longValue() != 0);
    if (wasStored) {
      throw new OptimisticLockException(
          stale(model, source).at("expected", value).at("found", "no row").toString(),
          null,
          source);
    }
  }

  private Problem stale(EntityModel model, Object source) {
    return problem("Row was changed or removed since the entity was read")
        .at("entity", model.name())
        .at("id", scope.mapper().idText(model, Objects.requireNonNull(model.id().get(source))))
        .advice("Read it again and repeat the change");
  }

  private static IllegalArgumentException removed(EntityModel model, String id) {
    return new IllegalArgumentException(
        problem("Removed entity cannot be merged")
            .at("entity", model.name())
            .at("id", id)
            .advice("Persist it again instead")
            .toString());
  }
}
