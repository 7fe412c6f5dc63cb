package io.debros.spring.operations;

import io.debros.jpa.network.EntityChange;
import org.springframework.context.ApplicationEvent;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * A row was created, updated or deleted, by this node or by another. Published after the commit, or
 * after what others wrote has joined, once for each row of it; a listener may ask for one entity,
 * as {@code EntityChangedEvent<Post>}.
 *
 * <p>Listeners are called one after the other on a thread of their own, in no transaction: they may
 * use repositories, and find the row as it is by then. Commits and replication do not wait for
 * them. What was not published yet when the application stops never is.
 *
 * @param <T> the entity
 */
public class EntityChangedEvent<T> extends ApplicationEvent implements ResolvableTypeProvider {
  private static final long serialVersionUID = 1L;

  private final transient EntityChange<T> change;

  /**
   * @param source the entity manager factory
   */
  public EntityChangedEvent(Object source, EntityChange<T> change) {
    super(source);
    this.change = change;
  }

  /** Which row, what happened, who did it, and the row before and after. */
  public EntityChange<T> getChange() {
    return change;
  }

  @Override
  public ResolvableType getResolvableType() {
    return ResolvableType.forClassWithGenerics(EntityChangedEvent.class, change.entityType());
  }
}
