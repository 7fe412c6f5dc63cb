package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * Operations of documents and key-value databases (spec 11): PUT with a value, or DEL. Stateless,
 * thread-safe.
 */
enum KeyOperations implements Indexing {
  INDEXING;

  private static final CborText PUT = new CborText("PUT");
  private static final CborText DELETE = new CborText("DEL");

  static CborValue put(String key, CborValue value) {
    return payload(PUT, key, value);
  }

  static CborValue delete(String key) {
    return payload(DELETE, key, CborNull.NULL);
  }

  @Override
  public String version() {
    return "";
  }

  /** Null for operations of other types, encrypted payloads, keys that are not text. */
  @Override
  public @Nullable RowOperation read(Cid entry, CborValue payload) {
    if (!(payload instanceof CborMap map) || !(map.find("key") instanceof CborText key)) {
      return null;
    }
    CborValue operation = map.find("op");
    if (DELETE.equals(operation)) {
      return RowOperation.delete(key.value());
    }
    CborValue value = map.find("value");
    return PUT.equals(operation) && value != null ? RowOperation.put(key.value(), value) : null;
  }

  private static CborMap payload(CborText operation, String key, CborValue value) {
    return CborMap.builder().put("op", operation).put("key", key).put("value", value).build();
  }
}
