package io.debros.jpa.document;

import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that are there already. */
record GivenMap(Map<String, ? extends @Nullable Object> map) implements PlainMap {
  @Override
  public @Nullable Object get(String name) {
    return map.get(name);
  }

  @Override
  public Map<String, @Nullable Object> values() {
    return Collections.unmodifiableMap(map);
  }
}
