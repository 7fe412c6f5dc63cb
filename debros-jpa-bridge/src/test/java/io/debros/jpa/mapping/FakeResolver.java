package io.debros.jpa.mapping;

import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import jakarta.persistence.EntityNotFoundException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A resolver that makes up what it is asked for. */
final class FakeResolver implements ReferenceResolver {
  private final Map<String, Object> references = new HashMap<>();
  private final Map<String, Object> loaded = new HashMap<>();
  private final Set<String> missing = new HashSet<>();
  private Collection<?> children = List.of();
  private Object child;
  private int childReads;
  private int loads;
  private boolean open = true;

  void children(Collection<?> entities) {
    children = entities;
  }

  void child(Object entity) {
    child = entity;
  }

  void missing(EntityModel model, Object id) {
    missing.add(key(model, id));
  }

  void close() {
    open = false;
  }

  int childReads() {
    return childReads;
  }

  int loads() {
    return loads;
  }

  Object loaded(EntityModel model, Object id) {
    return loaded.computeIfAbsent(key(model, id), key -> make(model, id));
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public Object reference(EntityModel target, Object id) {
    return references.computeIfAbsent(
        key(target, id), key -> loaded.containsKey(key) ? loaded.get(key) : make(target, id));
  }

  @Override
  public Object load(EntityModel target, Object id) {
    loads++;
    if (missing.contains(key(target, id))) {
      throw new EntityNotFoundException("Row does not exist {id=" + id + "}");
    }
    return loaded(target, id);
  }

  @Override
  public Collection<?> children(EntityModel owner, AttributeModel toMany, Object ownerEntity) {
    childReads++;
    return children;
  }

  @Override
  public Object child(ToOne association, Object ownerEntity) {
    return child;
  }

  private static Object make(EntityModel model, Object id) {
    Object entity = model.instantiate();
    model.id().set(entity, id);
    return entity;
  }

  private static String key(EntityModel model, Object id) {
    return model.name() + "/" + id;
  }
}
