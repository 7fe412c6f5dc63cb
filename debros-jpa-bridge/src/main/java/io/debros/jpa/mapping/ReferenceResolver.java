package io.debros.jpa.mapping;

import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what entities refer to; a persistence context. One thread at a time. */
public interface ReferenceResolver {
  /** Whether it still reads; not after its context is closed or cleared. */
  boolean isOpen();

  /** The managed instance or a proxy; reads nothing. */
  Object reference(EntityModel target, Object id);

  /**
   * The managed instance, read if need be.
   *
   * @throws jakarta.persistence.EntityNotFoundException if the row is not there; names its id
   */
  Object load(EntityModel target, Object id);

  /**
   * Entities whose owning side points to an entity, in the order that the attribute asks for.
   *
   * @param toMany an attribute of {@code owner}
   * @param ownerEntity an instance of {@code owner}, its id is set
   */
  Collection<?> children(EntityModel owner, AttributeModel toMany, Object ownerEntity);

  /**
   * The entity whose owning side points to an entity; null if there is none.
   *
   * @param association an inverse one-to-one
   * @param ownerEntity the entity that has it, its id is set
   */
  @Nullable Object child(ToOne association, Object ownerEntity);
}
