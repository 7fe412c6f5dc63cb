package io.debros.jpa.context;

import io.debros.jpa.metamodel.CallbackEvent;

/** Checks entities against constraints, such as Bean Validation's. Thread-safe. */
@FunctionalInterface
public interface EntityValidator {
  /** Finds nothing wrong. */
  EntityValidator NONE = (event, entity) -> {};

  /**
   * Throws if the entity may not be written as it is.
   *
   * @param event one of the three {@code PRE_…} events; its callbacks have run
   */
  void validate(CallbackEvent event, Object entity);
}
