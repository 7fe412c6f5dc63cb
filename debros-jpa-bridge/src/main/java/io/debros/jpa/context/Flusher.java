package io.debros.jpa.context;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.context.Associations.Association;
import io.debros.jpa.context.ManagedEntity.State;
import io.debros.jpa.mapping.Lazy;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.CallbackEvent;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.operation.CheckEntity;
import io.debros.jpa.operation.DeleteEntity;
import io.debros.jpa.operation.EntityOperation;
import io.debros.jpa.operation.InsertEntity;
import io.debros.jpa.operation.Row;
import io.debros.jpa.operation.UpdateEntity;
import io.debros.jpa.operation.WriteSet;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code flush}: turns what changed since the last flush into operations. Entities count as written
 * from here on: snapshots move on and {@code POST_…} callbacks run, after all operations are known.
 */
final class Flusher {
  private final Scope scope;
  private final Persister persister;
  private final Remover remover;
  private final WriteSet earlier;
  private final WriteSet operations = new WriteSet();
  private final List<Runnable> afterwards = new ArrayList<>();

  /**
   * One flush.
   *
   * @param earlier what the transaction flushed before; read only
   */
  Flusher(Scope scope, Persister persister, Remover remover, WriteSet earlier) {
    this.scope = scope;
    this.persister = persister;
    this.remover = remover;
    this.earlier = earlier;
  }

  /** The operations of this flush. Ends when callbacks make nothing new managed any more. */
  WriteSet flush() {
    Set<ManagedEntity> done = new LinkedHashSet<>();
    List<ManagedEntity> open = pending(done);
    while (!open.isEmpty()) {
      open.forEach(this::flush);
      done.addAll(open);
      open = pending(done);
    }
    afterwards.forEach(Runnable::run);
    return operations;
  }

  private List<ManagedEntity> pending(Set<ManagedEntity> done) {
    removeOrphans();
    cascadePersist();
    List<ManagedEntity> pending = scope.map().all();
    pending.removeAll(done);
    return pending;
  }

  private void removeOrphans() {
    for (ManagedEntity managed : scope.map().all()) {
      if (managed.state() != State.REMOVED) {
        Associations.visit(
            managed.model().attributes(),
            managed.entity(),
            association -> removeOrphans(managed, association));
      }
    }
  }

  private void removeOrphans(ManagedEntity managed, Association association) {
    List<Object> held = managed.heldTargets(association.attribute());
    if (held.isEmpty() || !association.isKnown()) {
      return;
    }
    Set<Object> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    association.targets().forEach(target -> kept.addAll(identities(target)));
    for (Object target : held) {
      boolean isManaged = Lazy.isProxy(target) || scope.find(target) != null;
      if (isManaged && Collections.disjoint(kept, identities(target))) {
        remover.remove(target);
      }
    }
  }

  /** A proxy and what it stands for are one. */
  private static List<Object> identities(Object entity) {
    Object target = Lazy.loadedTarget(entity);
    return target == null || target == entity ? List.of(entity) : List.of(entity, target);
  }

  private void cascadePersist() {
    for (ManagedEntity managed : scope.map().all()) {
      if (managed.state() != State.REMOVED) {
        persister.cascade(managed);
      }
    }
  }

  private void flush(ManagedEntity managed) {
    switch (managed.state()) {
      case NEW -> insert(managed);
      case MANAGED -> update(managed);
      case REMOVED -> delete(managed);
    }
  }

  private void insert(ManagedEntity managed) {
    scope.lifecycle().validate(CallbackEvent.PRE_PERSIST, managed.entity());
    requireTargets(managed);
    Map<String, @Nullable Object> values = values(managed);
    Map<String, @Nullable Object> written = new HashMap<>(values);
    written.keySet().retainAll(inserted(managed.model()));
    checks(managed).check(values, written.keySet());
    operations.add(new InsertEntity(row(managed, values), written));
    managed.become(State.MANAGED);
    managed.stored(values, version(managed.model(), values));
    scope.holdTargets(managed);
    after(CallbackEvent.POST_PERSIST, managed);
  }

  /** A key that two attributes share is written if one of them is. */
  private static Set<String> inserted(EntityModel model) {
    return model.attributes().stream()
        .filter(attribute -> attribute.insertable() || attribute.isId() || attribute.isVersion())
        .map(AttributeModel::documentKey)
        .collect(Collectors.toSet());
  }

  private void update(ManagedEntity managed) {
    boolean forced = managed.lockMode() == LockModeType.OPTIMISTIC_FORCE_INCREMENT;
    Set<String> changed = changed(managed, values(managed));
    if (changed.isEmpty() && !forced) {
      check(managed);
      scope.holdTargets(managed);
      return;
    }
    if (!changed.isEmpty()) {
      scope.lifecycle().fire(CallbackEvent.PRE_UPDATE, managed.model(), managed.entity());
      scope.lifecycle().validate(CallbackEvent.PRE_UPDATE, managed.entity());
      requireTargets(managed);
    }
    Object expected = managed.storedVersion();
    if (forced || isMoreThanCounted(managed)) {
      moveVersion(managed);
    }
    Map<String, @Nullable Object> values = updatable(managed, values(managed));
    changed = changed(managed, values);
    checks(managed).checkUnchanged(changed);
    checks(managed).check(values, changed);
    operations.add(
        new UpdateEntity(row(managed, values), values, changed, read(managed, changed), expected));
    managed.stored(values, version(managed.model(), values));
    managed.unlock();
    scope.holdTargets(managed);
    after(CallbackEvent.POST_UPDATE, managed);
  }

  /** Counting and collecting add up with what others do, so they are no new version. */
  private boolean isMoreThanCounted(ManagedEntity managed) {
    return !managed.model().keysThatAddUp().containsAll(changed(managed, values(managed)));
  }

  /** What counters and sets had when they were read. */
  private static Map<String, @Nullable Object> read(ManagedEntity managed, Set<String> changed) {
    Map<String, @Nullable Object> read = managed.valuesThatAddUp();
    read.keySet().retainAll(changed);
    return read;
  }

  /** Once a transaction, however often it flushes. */
  private void moveVersion(ManagedEntity managed) {
    AttributeModel version = managed.model().version();
    EntityOperation before = earlier.find(managed.model(), managed.key().id());
    boolean moved =
        before instanceof InsertEntity
            || (before instanceof UpdateEntity update && update.movesVersion());
    if (version != null && !moved) {
      version.set(managed.entity(), scope.versions().next(version, version.get(managed.entity())));
    }
  }

  private void check(ManagedEntity managed) {
    Object expected = managed.storedVersion();
    if (managed.lockMode() == LockModeType.OPTIMISTIC && expected != null) {
      operations.add(new CheckEntity(row(managed, managed.snapshot()), expected));
    }
  }

  private void delete(ManagedEntity managed) {
    operations.add(new DeleteEntity(row(managed, managed.snapshot()), managed.storedVersion()));
    scope.map().drop(managed);
    scope.map().dropProxy(managed.key());
    after(CallbackEvent.POST_REMOVE, managed);
  }

  private void after(CallbackEvent event, ManagedEntity managed) {
    afterwards.add(() -> scope.lifecycle().fire(event, managed.model(), managed.entity()));
  }

  private Map<String, @Nullable Object> values(ManagedEntity managed) {
    return scope.mapper().dehydrate(managed.model(), managed.entity());
  }

  /** Keys whose values differ from the snapshot, without those that are never updated. */
  private static Set<String> changed(ManagedEntity managed, Map<String, @Nullable Object> values) {
    Set<String> changed = new TreeSet<>();
    for (AttributeModel attribute : managed.model().attributes()) {
      String key = attribute.documentKey();
      if (attribute.isStored()
          && attribute.updatable()
          && !PlainEquality.equal(managed.snapshot().get(key), values.get(key))) {
        changed.add(key);
      }
    }
    return changed;
  }

  /** The values that the row will have: what is never updated stays as it is stored. */
  private static Map<String, @Nullable Object> updatable(
      ManagedEntity managed, Map<String, @Nullable Object> values) {
    for (AttributeModel attribute : managed.model().attributes()) {
      String key = attribute.documentKey();
      if (attribute.isStored() && !attribute.updatable()) {
        values.put(key, managed.snapshot().get(key));
      }
    }
    return values;
  }

  private static ColumnChecks checks(ManagedEntity managed) {
    return new ColumnChecks(managed.model(), managed.key().id());
  }

  private static Row row(ManagedEntity managed, Map<String, @Nullable Object> values) {
    return Row.of(managed.model(), managed.key().id(), values);
  }

  private static @Nullable Object version(EntityModel model, Map<String, @Nullable Object> values) {
    AttributeModel version = model.version();
    return version == null ? null : values.get(version.documentKey());
  }

  /** A reference to an instance that nobody persisted cannot be stored. */
  private void requireTargets(ManagedEntity managed) {
    Associations.visit(
        managed.model().attributes(),
        managed.entity(),
        association -> {
          if (association.attribute().kind() instanceof ToOne toOne && toOne.isOwning()) {
            association.loadedTargets().forEach(target -> requireId(managed, association, target));
          }
        });
  }

  private void requireId(ManagedEntity managed, Association association, Object target) {
    EntityModel model = scope.model(target);
    if (scope.find(target) == null
        && !Lazy.isProxy(target)
        && !IdAssigner.isSet(model.id().get(target))) {
      throw new IllegalStateException(
          problem("Attribute refers to an entity that is not persisted")
              .at("entity", managed.model().name())
              .at("id", managed.key().id())
              .at("attribute", association.attribute().name())
              .advice("Persist the target first, or cascade PERSIST to it")
              .toString());
    }
  }
}
