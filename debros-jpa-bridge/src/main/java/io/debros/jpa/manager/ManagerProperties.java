package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.unit.StandardProperties;
import jakarta.persistence.CacheRetrieveMode;
import jakarta.persistence.CacheStoreMode;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The properties in effect for one entity manager: the factory's and its own. */
final class ManagerProperties {
  private final Map<String, Object> all;

  /**
   * Properties of a new entity manager.
   *
   * @param own win over the factory's
   * @throws IllegalArgumentException for one that we do not honour
   */
  ManagerProperties(Map<String, Object> ofFactory, Map<?, ?> own) {
    this.all = new LinkedHashMap<>(ofFactory);
    own.forEach((key, value) -> set(String.valueOf(key), value));
  }

  void set(String name, Object value) {
    StandardProperties.checkHint(name);
    if (name.equals(StandardProperties.CACHE_RETRIEVE_MODE)) {
      setCacheRetrieveMode(constant(CacheRetrieveMode.class, name, value));
    } else if (name.equals(StandardProperties.CACHE_STORE_MODE)) {
      setCacheStoreMode(constant(CacheStoreMode.class, name, value));
    } else {
      all.put(name, value);
    }
  }

  Map<String, Object> all() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(all));
  }

  void setCacheRetrieveMode(CacheRetrieveMode mode) {
    all.put(StandardProperties.CACHE_RETRIEVE_MODE, mode);
  }

  void setCacheStoreMode(CacheStoreMode mode) {
    all.put(StandardProperties.CACHE_STORE_MODE, mode);
  }

  /** Without a shared cache every mode has the same effect. */
  CacheRetrieveMode cacheRetrieveMode() {
    return constant(
        CacheRetrieveMode.class,
        StandardProperties.CACHE_RETRIEVE_MODE,
        all.getOrDefault(StandardProperties.CACHE_RETRIEVE_MODE, CacheRetrieveMode.USE));
  }

  /** Without a shared cache every mode has the same effect. */
  CacheStoreMode cacheStoreMode() {
    return constant(
        CacheStoreMode.class,
        StandardProperties.CACHE_STORE_MODE,
        all.getOrDefault(StandardProperties.CACHE_STORE_MODE, CacheStoreMode.USE));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name, Object value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant == value || constant.name().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    problem("Property does not fit")
                        .at("key", name)
                        .at("value", value)
                        .advice("Use one of " + Arrays.toString(type.getEnumConstants()))
                        .toString()));
  }
}
