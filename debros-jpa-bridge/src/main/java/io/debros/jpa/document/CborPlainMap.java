package io.debros.jpa.document;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of a stored map, each converted when it is asked for. */
record CborPlainMap(CborMap map) implements PlainMap {
  @Override
  public @Nullable Object get(String name) {
    CborValue value = map.find(name);
    return value == null ? null : PlainValues.plain(value);
  }

  @Override
  public Map<String, @Nullable Object> values() {
    return plain(map);
  }

  static Map<String, @Nullable Object> plain(CborMap map) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    map.entries().forEach((key, value) -> values.put(key, PlainValues.plain(value)));
    return Collections.unmodifiableMap(values);
  }
}
