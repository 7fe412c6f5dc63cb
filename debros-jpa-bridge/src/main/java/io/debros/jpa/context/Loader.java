package io.debros.jpa.context;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.context.ManagedEntity.State;
import io.debros.jpa.document.Document;
import io.debros.jpa.mapping.Lazy;
import io.debros.jpa.mapping.LazyProxies;
import io.debros.jpa.mapping.ReferenceResolver;
import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.CallbackEvent;
import io.debros.jpa.metamodel.EntityModel;
import jakarta.persistence.EntityNotFoundException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows into managed instances and resolves references between them. After {@link #release}
 * nothing lazy that it gave out can be loaded any more.
 */
final class Loader implements ReferenceResolver {
  private final Scope scope;
  private final LazyProxies proxies;
  private final RowReader rows;
  private boolean released;

  Loader(Scope scope, LazyProxies proxies, RowReader rows) {
    this.scope = scope;
    this.proxies = proxies;
    this.rows = rows;
  }

  /** The managed instance or its proxy; null if there is no row or it is removed. */
  @Nullable Object find(EntityModel model, Object id) {
    ManagedEntity managed = managed(scope.key(model, id));
    return managed == null ? null : scope.map().shown(managed);
  }

  /** The managed instance of a row that was read; reads nothing if it is managed already. */
  Object managed(EntityModel model, Document document) {
    ManagedEntity known = scope.map().find(new EntityKey(model, document.key()));
    return scope.map().shown(known != null ? known : manage(model, document));
  }

  boolean exists(EntityModel model, Object id) {
    return rows.find(model, scope.mapper().idText(model, id)) != null;
  }

  /** The entity itself, loaded if the argument is a proxy that was never used. */
  Object target(Object entity) {
    return Lazy.target(entity);
  }

  /** Reads a managed row anew; null if it is gone. */
  @Nullable Document reread(ManagedEntity managed) {
    return rows.find(managed.model(), managed.key().id());
  }

  /** Overwrites a managed instance with its row. */
  void fill(ManagedEntity managed, Document document) {
    EntityModel model = managed.model();
    scope.mapper().hydrate(model, managed.entity(), document, this);
    AttributeModel version = model.version();
    if (version != null && version.get(managed.entity()) == null) {
      version.set(managed.entity(), scope.versions().unwritten(version));
    }
    scope.snapshot(managed, version == null ? null : document.get(version.documentKey()));
    scope.steps().inStep(managed);
    scope.holdTargets(managed);
    scope.lifecycle().fire(CallbackEvent.POST_LOAD, model, managed.entity());
  }

  /** The context lets go of all that it manages. */
  void release() {
    released = true;
  }

  @Override
  public boolean isOpen() {
    return !released;
  }

  @Override
  public Object reference(EntityModel target, Object id) {
    EntityKey key = scope.key(target, id);
    ManagedEntity managed = scope.map().find(key);
    if (managed != null) {
      return scope.map().shown(managed);
    }
    Object proxy = scope.map().findProxy(key);
    if (proxy == null) {
      proxy = proxies.proxy(target, id, this);
      scope.map().addProxy(key, proxy);
    }
    return proxy;
  }

  @Override
  public Object load(EntityModel target, Object id) {
    ManagedEntity managed = managed(scope.key(target, id));
    if (managed == null) {
      throw new EntityNotFoundException(
          problem("Row does not exist")
              .at("entity", target.name())
              .at("id", scope.mapper().idText(target, id))
              .advice("It was removed, or has not arrived from another node yet")
              .toString());
    }
    return managed.entity();
  }

  @Override
  public Collection<?> children(EntityModel owner, AttributeModel toMany, Object ownerEntity) {
    ToMany association = (ToMany) toMany.kind();
    List<Object> children = new ArrayList<>();
    for (Document document : rows.children(association, ownerEntity)) {
      if (!isRemoved(association.target(), document)) {
        children.add(managed(association.target(), document));
      }
    }
    ManagedEntity managed = scope.map().find(ownerEntity);
    if (managed != null && association.orphanRemoval()) {
      managed.hold(toMany, children);
    }
    return children;
  }

  @Override
  public @Nullable Object child(ToOne association, Object ownerEntity) {
    Document document = rows.child(association, ownerEntity);
    return document == null || isRemoved(association.target(), document)
        ? null
        : managed(association.target(), document);
  }

  private @Nullable ManagedEntity managed(EntityKey key) {
    ManagedEntity known = scope.map().find(key);
    if (known != null) {
      return known.state() == State.REMOVED ? null : known;
    }
    Document document = rows.find(key.model(), key.id());
    return document == null ? null : manage(key.model(), document);
  }

  private ManagedEntity manage(EntityModel model, Document document) {
    ManagedEntity managed =
        new ManagedEntity(new EntityKey(model, document.key()), model.instantiate(), State.MANAGED);
    scope.map().add(managed); // before it is filled: what it refers to may refer back
    try {
      fill(managed, document);
    } catch (RuntimeException failure) {
      scope.map().drop(managed);
      throw failure;
    }
    return managed;
  }

  private boolean isRemoved(EntityModel model, Document document) {
    ManagedEntity known = scope.map().find(new EntityKey(model, document.key()));
    return known != null && known.state() == State.REMOVED;
  }
}
