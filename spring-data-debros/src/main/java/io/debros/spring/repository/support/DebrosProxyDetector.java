package io.debros.spring.repository.support;

import org.springframework.data.util.ProxyUtils.ProxyDetector;

/** Tells Spring Data the entity class behind a lazy reference. Thread-safe. */
public final class DebrosProxyDetector implements ProxyDetector {
  private static final String LAZY = "$DebrosLazy"; // how the bridge names its subclasses

  @Override
  public Class<?> getUserType(Class<?> type) {
    Class<?> entity = type.getSuperclass();
    return entity != null && type.getName().endsWith(LAZY) ? entity : type;
  }
}
