package io.debros.jpa.context;

import io.debros.jpa.metamodel.CallbackEvent;
import io.debros.jpa.metamodel.EntityModel;

/**
 * Calls back at the turning points of an entity's life, then validates. Whatever a callback or
 * constraint throws marks the transaction for rollback.
 */
final class Lifecycle {
  private final EntityValidator validator;
  private final Runnable doom;

  Lifecycle(EntityValidator validator, Runnable doom) {
    this.validator = validator;
    this.doom = doom;
  }

  void fire(CallbackEvent event, EntityModel model, Object entity) {
    guarded(() -> model.callbacks().fire(event, entity));
  }

  void validate(CallbackEvent event, Object entity) {
    guarded(() -> validator.validate(event, entity));
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failure) {
      doom.run();
      throw failure;
    }
  }
}
