package io.debros.jpa.document;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import java.util.Collections;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values of a stored map, decoded when the first is asked for, and each converted on its own.
 *
 * @param map decodes once
 * @param view of counters and sets
 */
record CborPlainMap(Supplier<CborMap> map, MergedView view) implements PlainMap {
  @Override
  public @Nullable Object get(String name) {
    CborValue value = map.get().find(name);
    return value == null ? null : view.plain(name, value);
  }

  @Override
  public Map<String, @Nullable Object> values() {
    return Collections.unmodifiableMap(view.plain(map.get()));
  }
}
