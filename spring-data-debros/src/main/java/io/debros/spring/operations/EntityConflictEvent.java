package io.debros.spring.operations;

import io.debros.jpa.merge.EntityConflict;
import org.springframework.context.ApplicationEvent;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * Two commits of one row that were made on different nodes against the same version met here.
 * Published once for each conflict on every node; a listener may ask for one entity, as {@code
 * EntityConflictEvent<Post>}. The row has been stored when listeners are called.
 *
 * @param <T> the entity
 */
public class EntityConflictEvent<T> extends ApplicationEvent implements ResolvableTypeProvider {
  private static final long serialVersionUID = 1L;

  private final transient EntityConflict<T> conflict;

  /**
   * @param source the entity manager factory
   */
  public EntityConflictEvent(Object source, EntityConflict<T> conflict) {
    super(source);
    this.conflict = conflict;
  }

  /** What was written, and what came out. */
  public EntityConflict<T> getConflict() {
    return conflict;
  }

  @Override
  public ResolvableType getResolvableType() {
    return ResolvableType.forClassWithGenerics(EntityConflictEvent.class, conflict.entityType());
  }
}
