package io.debros.jpa;

import io.debros.jpa.mapping.Lazy;
import io.debros.jpa.mapping.LazyCollection;
import jakarta.persistence.spi.LoadState;
import jakarta.persistence.spi.ProviderUtil;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Tells what of an entity is loaded, without knowing its persistence unit. Answers only for what is
 * ours beyond doubt: proxies and lazy collections. Thread-safe.
 */
final class LoadStates implements ProviderUtil {
  static final LoadStates INSTANCE = new LoadStates();

  private LoadStates() {}

  /** Reads no attribute. */
  @Override
  public LoadState isLoadedWithoutReference(Object entity, String attributeName) {
    return isLoaded(entity) == LoadState.NOT_LOADED ? LoadState.NOT_LOADED : LoadState.UNKNOWN;
  }

  @Override
  public LoadState isLoadedWithReference(Object entity, String attributeName) {
    if (isLoaded(entity) == LoadState.NOT_LOADED) {
      return LoadState.NOT_LOADED;
    }
    return isLoaded(value(Lazy.target(entity), attributeName));
  }

  @Override
  public LoadState isLoaded(@Nullable Object entity) {
    if (!Lazy.isProxy(entity) && !(entity instanceof LazyCollection)) {
      return LoadState.UNKNOWN;
    }
    return Lazy.isLoaded(entity) ? LoadState.LOADED : LoadState.NOT_LOADED;
  }

  /** The value of a field; null if it cannot be read. */
  private static @Nullable Object value(Object entity, String name) {
    Field field = field(entity.getClass(), name);
    try {
      return field != null && field.trySetAccessible() ? field.get(entity) : null;
    } catch (IllegalAccessException hidden) {
      return null;
    }
  }

  private static @Nullable Field field(Class<?> entityType, String name) {
    for (Class<?> type = entityType; type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          return field;
        }
      }
    }
    return null;
  }
}
