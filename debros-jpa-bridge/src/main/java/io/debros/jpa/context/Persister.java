package io.debros.jpa.context;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.context.ManagedEntity.State;
import io.debros.jpa.mapping.Lazy;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.CallbackEvent;
import io.debros.jpa.metamodel.EntityModel;
import jakarta.persistence.CascadeType;
import jakarta.persistence.EntityExistsException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** {@code persist}: makes new instances managed, and what they cascade to. */
final class Persister {
  private final Scope scope;

  Persister(Scope scope) {
    this.scope = scope;
  }

  void persist(Object entity) {
    persist(entity, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private void persist(Object entity, Set<Object> seen) {
    EntityModel model = scope.model(entity);
    if (!seen.add(entity) || Lazy.isProxy(entity)) {
      return; // a proxy stands for a row that is there
    }
    ManagedEntity managed = scope.map().find(entity);
    if (managed == null) {
      managed = begin(model, entity);
    } else if (managed.state() == State.REMOVED) {
      managed.become(State.MANAGED);
    }
    cascade(managed, seen);
  }

  private ManagedEntity begin(EntityModel model, Object entity) {
    scope.ids().assign(model, entity);
    scope.lifecycle().fire(CallbackEvent.PRE_PERSIST, model, entity);
    EntityKey key = scope.key(model, requiredId(model, entity));
    requireOwner(model, entity);
    requireUnknown(key);
    AttributeModel version = model.version();
    if (version != null && version.get(entity) == null) {
      version.set(entity, scope.versions().first(version));
    }
    ManagedEntity managed = new ManagedEntity(key, entity, State.NEW);
    scope.map().add(managed);
    return managed;
  }

  /** Cascades {@code PERSIST} from what is managed already, as a flush does. */
  void cascade(ManagedEntity managed) {
    cascade(managed, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private void cascade(ManagedEntity managed, Set<Object> seen) {
    Associations.visit(
        managed.model().attributes(),
        managed.entity(),
        association -> {
          if (association.cascades(CascadeType.PERSIST)) {
            association.loadedTargets().forEach(target -> persist(target, seen));
          }
        });
  }

  private static Object requiredId(EntityModel model, Object entity) {
    Object id = model.id().get(entity);
    if (id == null) {
      throw new IllegalArgumentException(
          problem("Entity has no id")
              .at("entity", model.name())
              .at("attribute", model.id().name())
              .advice("Set it before persist, or annotate it with @GeneratedValue")
              .toString());
    }
    return id;
  }

  private static void requireOwner(EntityModel model, Object entity) {
    AttributeModel owner = model.owner();
    if (owner != null && owner.get(entity) == null) {
      throw new IllegalArgumentException(
          problem("Owner must not be null")
              .at("entity", model.name())
              .at("attribute", owner.name())
              .advice("Set the owner before persist: it says in whose database the row lives")
              .toString());
    }
  }

  private void requireUnknown(EntityKey key) {
    ManagedEntity known = scope.map().find(key);
    if (known != null && known.state() != State.REMOVED) {
      throw new EntityExistsException(
          problem("Another instance with this id is managed already")
              .at("entity", key.model().name())
              .at("id", key.id())
              .advice("Change the managed instance, or merge instead of persist")
              .toString());
    }
  }
}
