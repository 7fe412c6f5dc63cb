package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.index.IndexStage;
import io.debros.store.index.WinningEntry;
import io.debros.store.oplog.Entry;
import java.util.Objects;
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

  /** Adds what an entry does to the documents of its database to a stage; nothing if it is foreign. */
  static void index(Entry entry, int databaseId, IndexStage stage) {
    DocumentOperation operation = find(entry.payload());
    if (operation == null) {
      return;
    }
    if (operation.value == null) {
      stage.add(databaseId, operation.key, WinningEntry.delete(entry.hash(), entry.clock()));
      return;
    }
    byte[] encoded = entry.encodedPayloadField("value");
    WinningEntry winner =
        WinningEntry.put(entry.hash(), entry.clock(), Objects.requireNonNull(encoded));
    if (operation.value instanceof CborMap document) {
      stage.add(databaseId, operation.key, winner, document);
    } else {
      stage.add(databaseId, operation.key, winner);
    }
  }

  private static CborMap payload(CborText operation, String key, CborValue value) {
    return CborMap.builder().put("op", operation).put("key", key).put("value", value).build();
  }
}
