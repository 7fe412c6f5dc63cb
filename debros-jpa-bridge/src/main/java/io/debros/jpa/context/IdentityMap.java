package io.debros.jpa.context;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One object a row: managed instances and proxies by key and by identity. */
final class IdentityMap {
  private final Map<EntityKey, ManagedEntity> byKey = new LinkedHashMap<>();
  private final IdentityHashMap<Object, ManagedEntity> byInstance = new IdentityHashMap<>();
  private final Map<EntityKey, Object> proxies = new LinkedHashMap<>();

  @Nullable ManagedEntity find(EntityKey key) {
    return byKey.get(key);
  }

  /** What is known of an instance, which is no proxy; null if it is not managed. */
  @Nullable ManagedEntity find(Object instance) {
    return byInstance.get(instance);
  }

  void add(ManagedEntity managed) {
    byKey.put(managed.key(), managed);
    byInstance.put(managed.entity(), managed);
  }

  /** Forgets an instance; its proxy stays for others to use. */
  void drop(ManagedEntity managed) {
    byKey.remove(managed.key());
    byInstance.remove(managed.entity());
  }

  @Nullable Object findProxy(EntityKey key) {
    return proxies.get(key);
  }

  void addProxy(EntityKey key, Object proxy) {
    proxies.put(key, proxy);
  }

  void dropProxy(EntityKey key) {
    proxies.remove(key);
  }

  /** What the application sees of a managed instance: its proxy if one is about. */
  Object shown(ManagedEntity managed) {
    Object proxy = proxies.get(managed.key());
    return proxy == null ? managed.entity() : proxy;
  }

  /** All that is managed now, in the order in which it became so. */
  List<ManagedEntity> all() {
    return new ArrayList<>(byKey.values());
  }

  void clear() {
    byKey.clear();
    byInstance.clear();
    proxies.clear();
  }
}
