package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Payload of an entry of a documents or key-value database (spec 11): PUT with a value, or DEL.
 * Immutable.
 *
 * @param key of the document
 * @param value what was put; null for a deletion
 */
record DocumentOperation(String key, @Nullable CborValue value) {
  private static final CborText PUT = new CborText("PUT");
  private static final CborText DELETE = new CborText("DEL");

  static CborValue put(String key, CborValue value) {
    return payload(PUT, key, value);
  }

  static CborValue delete(String key) {
    return payload(DELETE, key, CborNull.NULL);
  }

  /**
   * Reads a payload; null for anything that is not shown: operations of other database types,
   * encrypted payloads, keys that are not text.
   */
  static @Nullable DocumentOperation find(CborValue payload) {
    if (!(payload instanceof CborMap map) || !(map.find("key") instanceof CborText key)) {
      return null;
    }
    CborValue operation = map.find("op");
    if (DELETE.equals(operation)) {
      return new DocumentOperation(key.value(), null);
    }
    CborValue value = map.find("value");
    return PUT.equals(operation) && value != null
        ? new DocumentOperation(key.value(), value)
        : null;
  }

  private static CborMap payload(CborText operation, String key, CborValue value) {
    Map<String, CborValue> entries = new LinkedHashMap<>();
    entries.put("op", operation);
    entries.put("key", new CborText(key));
    entries.put("value", value);
    return CborMap.of(entries);
  }
}
