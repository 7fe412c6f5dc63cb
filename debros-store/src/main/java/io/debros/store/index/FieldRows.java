package io.debros.store.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import org.jspecify.annotations.Nullable;

/** Rows of field indexes: index (4) ‖ value, escaped ‖ database (4) ‖ key, without a value. */
final class FieldRows {
  static final Space FIELDS = new Space("fields");
  static final byte[] NO_VALUE = new byte[0];

  private FieldRows() {}

  static byte[] key(int indexId, byte[] value, int databaseId, String key) {
    byte[] text = key.getBytes(UTF_8);
    return new KeyWriter(12 + value.length + text.length)
        .int32(indexId)
        .part(value)
        .int32(databaseId)
        .rest(text)
        .toBytes();
  }

  static int databaseOf(byte[] storageKey) {
    KeyReader reader = new KeyReader(storageKey).skip(Integer.BYTES);
    reader.part();
    return reader.int32();
  }

  static KeyRange of(int indexId) {
    return KeyRange.prefix(new KeyWriter(4).int32(indexId).toBytes());
  }

  static KeyRange of(int indexId, ValueRange range) {
    KeyRange whole = of(indexId);
    byte[] from = start(indexId, range.from());
    byte[] to = end(indexId, range.to());
    return new KeyRange(from == null ? whole.from() : from, to == null ? whole.to() : to);
  }

  private static byte @Nullable [] start(int indexId, ValueRange.@Nullable Bound bound) {
    return bound == null ? null : edge(indexId, bound.value(), !bound.inclusive());
  }

  private static byte @Nullable [] end(int indexId, ValueRange.@Nullable Bound bound) {
    return bound == null ? null : edge(indexId, bound.value(), bound.inclusive());
  }

  private static byte @Nullable [] edge(int indexId, byte[] value, boolean afterIt) {
    byte[] edge = new KeyWriter(6 + value.length).int32(indexId).part(value).toBytes();
    return afterIt ? KeyRange.afterPrefix(edge) : edge;
  }
}
