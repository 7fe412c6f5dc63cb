package io.debros.spring.operations;

import io.debros.jpa.merge.UniqueViolation;
import org.springframework.context.ApplicationEvent;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * Rows with one unique value, given away on different nodes, met here. Published once on every node
 * as long as no other row gets the value; a listener may ask for one entity, as {@code
 * UniqueViolationEvent<User>}. The rows have been stored when listeners are called.
 *
 * @param <T> the entity
 */
public class UniqueViolationEvent<T> extends ApplicationEvent implements ResolvableTypeProvider {
  private static final long serialVersionUID = 1L;

  private final transient UniqueViolation<T> violation;

  /**
   * @param source the entity manager factory
   */
  public UniqueViolationEvent(Object source, UniqueViolation<T> violation) {
    super(source);
    this.violation = violation;
  }

  /** Which rows, and which of them keeps the value. */
  public UniqueViolation<T> getViolation() {
    return violation;
  }

  @Override
  public ResolvableType getResolvableType() {
    return ResolvableType.forClassWithGenerics(UniqueViolationEvent.class, violation.entityType());
  }
}
