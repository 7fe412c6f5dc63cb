package io.debros.jpa.mapping;

import io.debros.jpa.metamodel.EntityModel;
import org.jspecify.annotations.Nullable;

/** Asks entities, proxies and lazy collections whether they are loaded. Stateless. */
public final class Lazy {
  private Lazy() {}

  /** Whether it stands for an entity instead of being one. */
  public static boolean isProxy(@Nullable Object entity) {
    return entity instanceof LazyReference;
  }

  /** False for a proxy or lazy collection that was never used; true for all else. */
  public static boolean isLoaded(@Nullable Object value) {
    if (value instanceof LazyReference reference) {
      return reference.debrosLazyTarget().loaded() != null;
    }
    return !(value instanceof LazyCollection collection) || collection.isLoaded();
  }

  /**
   * The entity itself; a proxy is loaded.
   *
   * @throws jakarta.persistence.EntityNotFoundException if its row is not there
   */
  public static Object target(Object entity) {
    return entity instanceof LazyReference reference ? reference.debrosLazyTarget().get() : entity;
  }

  /** The entity itself; null if it is a proxy that was never used. */
  public static @Nullable Object loadedTarget(Object entity) {
    return entity instanceof LazyReference reference
        ? reference.debrosLazyTarget().loaded()
        : entity;
  }

  /**
   * The id that a proxy stands for; loads nothing.
   *
   * @throws IllegalArgumentException if the object is no proxy
   */
  public static Object idOf(Object proxy) {
    if (proxy instanceof LazyReference reference) {
      return reference.debrosLazyTarget().id();
    }
    throw new IllegalArgumentException("Not a proxy: " + proxy.getClass().getName());
  }

  /** The id of an entity or proxy; null if a new entity has none. Loads nothing. */
  public static @Nullable Object id(EntityModel model, Object entity) {
    return isProxy(entity) ? idOf(entity) : model.id().get(entity);
  }
}
