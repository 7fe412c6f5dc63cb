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

  /** Removed instances whose keys were given to new ones before the flush. */
  private final List<ManagedEntity> replaced = new ArrayList<>();

  private final Map<EntityKey, Object> proxies = new LinkedHashMap<>();

  @Nullable ManagedEntity find(EntityKey key) {
    return byKey.get(key);
  }

  /** What is known of an instance, which is no proxy; null if it is not managed. */
  @Nullable ManagedEntity find(Object instance) {
    return byInstance.get(instance);
  }

  /** Adds an instance; a removed one of the same key is kept until it is dropped. */
  void add(ManagedEntity managed) {
    ManagedEntity removed = byKey.put(managed.key(), managed);
    if (removed != null) {
      replaced.add(removed);
    }
    byInstance.put(managed.entity(), managed);
  }

  /** Forgets an instance; its proxy stays for others to use. */
  void drop(ManagedEntity managed) {
    byKey.remove(managed.key(), managed);
    byInstance.remove(managed.entity());
    replaced.remove(managed);
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

  /** All that is managed now, in the order in which it became so; the replaced first. */
  List<ManagedEntity> all() {
    List<ManagedEntity> all = new ArrayList<>(replaced);
    all.addAll(byKey.values());
    return all;
  }

  void clear() {
    byKey.clear();
    replaced.clear();
    byInstance.clear();
    proxies.clear();
  }
}
