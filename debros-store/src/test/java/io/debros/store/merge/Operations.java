package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Short ways to write operations and documents down. */
final class Operations {
  private Operations() {}

  static KeyOperation put(long time, String writer, CborValue value) {
    return new KeyOperation(hash(time, writer), new Clock(writer, time), value);
  }

  static KeyOperation delete(long time, String writer) {
    return new KeyOperation(hash(time, writer), new Clock(writer, time), null);
  }

  /** A write that says what it changed. */
  static KeyOperation update(long time, String writer, CborMap document, String... keys) {
    return put(time, writer, changed(document, time, keys));
  }

  static CborMap changed(CborMap document, long time, String... keys) {
    CborMap claim = CborMap.builder().put("at", time).put("keys", texts(keys)).build();
    return document.toBuilder().put("_changed", claim).build();
  }

  /** Keys and values in turn; numbers become integers, everything else text. */
  static CborMap document(Object... keysAndValues) {
    CborMap.Builder map = CborMap.builder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], value(keysAndValues[i + 1]));
    }
    return map.build();
  }

  static CborList texts(String... texts) {
    return new CborList(Arrays.stream(texts).<CborValue>map(CborText::new).toList());
  }

  /** The row without bookkeeping. */
  static @Nullable CborValue plain(@Nullable CborValue row) {
    return row instanceof CborMap map ? map.toBuilder().remove("_changed").build() : row;
  }

  private static CborValue value(Object value) {
    if (value instanceof CborValue cbor) {
      return cbor;
    }
    return value instanceof Number number
        ? new CborInt(number.longValue())
        : new CborText((String) value);
  }

  private static Cid hash(long time, String writer) {
    return Cid.ofDagCbor((time + writer).getBytes(StandardCharsets.UTF_8));
  }
}
