package io.debros.jpa.mapping;

import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** For values that refer to nothing. */
enum NoReferences implements ReferenceResolver {
  INSTANCE;

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public Object reference(EntityModel target, Object id) {
    throw unexpected(target);
  }

  @Override
  public Object load(EntityModel target, Object id) {
    throw unexpected(target);
  }

  @Override
  public Collection<?> children(EntityModel owner, AttributeModel toMany, Object ownerEntity) {
    throw unexpected(owner);
  }

  @Override
  public @Nullable Object child(ToOne association, Object ownerEntity) {
    throw unexpected(association.target());
  }

  private static IllegalStateException unexpected(EntityModel model) {
    return new IllegalStateException("A single value refers to an entity: " + model.name());
  }
}
