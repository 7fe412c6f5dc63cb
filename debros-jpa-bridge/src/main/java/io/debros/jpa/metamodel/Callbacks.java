package io.debros.jpa.metamodel;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The life-cycle callbacks of one entity, in the order of the specification: listeners of
 * superclasses, own listeners, callback methods of superclasses, own callback methods. Thread-safe
 * if the listeners are; a listener is made at its first use.
 */
public final class Callbacks {
  private final Map<CallbackEvent, List<Callback>> byEvent = new EnumMap<>(CallbackEvent.class);

  public Callbacks(Map<CallbackEvent, List<Callback>> byEvent) {
    byEvent.forEach((event, callbacks) -> this.byEvent.put(event, List.copyOf(callbacks)));
  }

  /** Whether anything is called at this event. */
  public boolean has(CallbackEvent event) {
    return byEvent.containsKey(event);
  }

  /**
   * Calls what is to be called; what a callback throws ends it and goes to the caller.
   *
   * @param entity an instance of the entity class
   */
  public void fire(CallbackEvent event, Object entity) {
    for (Callback callback : byEvent.getOrDefault(event, List.of())) {
      callback.call(entity);
    }
  }

  /** One method to call. */
  @FunctionalInterface
  public interface Callback {
    void call(Object entity);
  }
}
