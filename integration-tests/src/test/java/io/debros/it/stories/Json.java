package io.debros.it.stories;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Values in the form in which a JavaScript peer tells them. */
final class Json {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Json() {}

  /** As it reads when it was written; so that equal numbers are equal, whatever type they had. */
  static JsonNode of(Object plain) {
    return JSON.readTree(JSON.writeValueAsString(plain));
  }

  static @Nullable Object plain(CborValue value) {
    if (value instanceof CborMap map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.entries().forEach((key, each) -> plain.put(key, plain(each)));
      return plain;
    } else if (value instanceof CborList list) {
      return list.values().stream().map(Json::plain).toList();
    } else if (value instanceof CborText text) {
      return text.value();
    } else if (value instanceof CborInt number) {
      return number.value();
    } else if (value instanceof CborBool bool) {
      return bool.value();
    } else if (value instanceof CborNull) {
      return null;
    }
    throw new IllegalArgumentException("No document of the blog has this: " + value);
  }
}
