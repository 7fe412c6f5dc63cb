package io.debros.jpa.context;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/*
 * An application keeps an entity beyond its context, counts it up and merges it. What it added is
 * the difference from what it once read, which may be long ago: others counted meanwhile.
 */
/**
 * What instances of entities had in counters and sets when they were last in step with the store,
 * as long as somebody holds the instance. Thread-safe.
 */
public final class LoadedValues {
  private final Map<Key, Map<String, @Nullable Object>> values = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

  /** Remembers the values of an instance. */
  void put(Object entity, Map<String, @Nullable Object> ofEntity) {
    forgetGone();
    values.put(new Key(entity, gone), ofEntity);
  }

  /** The values of an instance; null if it was never in step. */
  @Nullable Map<String, @Nullable Object> find(Object entity) {
    return values.get(new Key(entity, null));
  }

  private void forgetGone() {
    for (Reference<?> key = gone.poll(); key != null; key = gone.poll()) {
      values.remove(key);
    }
  }

  /** An instance, by identity. */
  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object entity, @Nullable ReferenceQueue<Object> queue) {
      super(entity, queue);
      this.hash = System.identityHashCode(entity);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Object mine = get();
      return mine != null && other instanceof Key key && key.get() == mine;
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
