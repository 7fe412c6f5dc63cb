package io.debros.spring.operations;

import io.debros.jpa.merge.IdConflict;
import org.springframework.context.ApplicationEvent;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * Two rows of one id, made on different nodes, met here. Published once for each on every node; a
 * listener may ask for one entity, as {@code IdConflictEvent<Order>}. The rows have been stored
 * when listeners are called.
 *
 * @param <T> the entity
 */
public class IdConflictEvent<T> extends ApplicationEvent implements ResolvableTypeProvider {
  private static final long serialVersionUID = 1L;

  private final transient IdConflict<T> conflict;

  /**
   * @param source the entity manager factory
   */
  public IdConflictEvent(Object source, IdConflict<T> conflict) {
    super(source);
    this.conflict = conflict;
  }

  /** Both rows; {@link DebrosOperations#rekey} gives the other one an id. */
  public IdConflict<T> getConflict() {
    return conflict;
  }

  @Override
  public ResolvableType getResolvableType() {
    return ResolvableType.forClassWithGenerics(IdConflictEvent.class, conflict.entityType());
  }
}
