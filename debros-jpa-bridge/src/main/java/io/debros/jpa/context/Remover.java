package io.debros.jpa.context;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.context.ManagedEntity.State;
import io.debros.jpa.metamodel.CallbackEvent;
import io.debros.jpa.metamodel.EntityModel;
import jakarta.persistence.CascadeType;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** {@code remove}: marks managed instances, and what they cascade to, for deletion at flush. */
final class Remover {
  private final Scope scope;
  private final Loader loader;

  Remover(Scope scope, Loader loader) {
    this.scope = scope;
    this.loader = loader;
  }

  void remove(Object entity) {
    remove(entity, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private void remove(Object entity, Set<Object> seen) {
    EntityModel model = scope.model(entity);
    Object target = loader.target(entity);
    if (!seen.add(target)) {
      return;
    }
    ManagedEntity managed = scope.map().find(target);
    if (managed == null) {
      requireNew(model, target);
      cascade(model, target, seen); // the specification ignores a new instance, not its targets
    } else if (managed.state() != State.REMOVED) {
      remove(managed, seen);
    }
  }

  private void remove(ManagedEntity managed, Set<Object> seen) {
    scope.lifecycle().fire(CallbackEvent.PRE_REMOVE, managed.model(), managed.entity());
    scope.lifecycle().validate(CallbackEvent.PRE_REMOVE, managed.entity());
    cascade(managed.model(), managed.entity(), seen);
    if (managed.state() == State.NEW) {
      scope.map().drop(managed);
    } else {
      managed.become(State.REMOVED);
    }
  }

  private void cascade(EntityModel model, Object entity, Set<Object> seen) {
    Associations.visit(
        model.attributes(),
        entity,
        association -> {
          if (association.cascades(CascadeType.REMOVE) || association.removesOrphans()) {
            association.targets().forEach(target -> remove(target, seen));
          }
        });
  }

  private void requireNew(EntityModel model, Object entity) {
    Object id = model.id().get(entity);
    if (id != null && IdAssigner.isSet(id) && loader.exists(model, id)) {
      throw new IllegalArgumentException(
          problem("Detached entity cannot be removed")
              .at("entity", model.name())
              .at("id", scope.mapper().idText(model, id))
              .advice("Remove what find or merge returns")
              .toString());
    }
  }
}
