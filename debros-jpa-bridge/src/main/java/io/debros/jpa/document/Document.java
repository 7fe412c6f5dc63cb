package io.debros.jpa.document;

import io.debros.store.merge.KeyFold;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stored row: a key and a map of plain values. A plain value is null, {@link Boolean}, {@link
 * Long} (every integer that fits), {@link java.math.BigInteger}, {@link Double}, {@link String},
 * {@code byte[]}, {@link DocumentLink}, or a {@link List} or {@link Map} of such. Reads decode what
 * they need. Immutable (nobody changes a {@code byte[]} of it), thread-safe.
 */
public final class Document {
  /** Where a stored document shows its twins; never part of what is written. */
  public static final String TWINS = KeyFold.TWINS;

  private final String key;
  private final PlainMap source;
  private final @Nullable String database;

  private Document(String key, PlainMap source, @Nullable String database) {
    this.key = key;
    this.source = source;
    this.database = database;
  }

  /** A document that is not, or not yet, stored; the values are not copied. */
  public static Document of(String key, Map<String, ? extends @Nullable Object> values) {
    return new Document(key, new GivenMap(values), null);
  }

  /** A document as the store holds it, decoded when it is read. */
  static Document stored(String key, PlainMap source, @Nullable String database) {
    return new Document(key, source, database);
  }

  /** Its key in the database: the row's id as text. */
  public String key() {
    return key;
  }

  /** Name of the database that it was read from; null if it is not known. */
  public @Nullable String database() {
    return database;
  }

  /** All values, in no particular order; unmodifiable, nested ones too. */
  public Map<String, @Nullable Object> values() {
    return source.values();
  }

  /** The value of a key; null if it is null or absent. */
  public @Nullable Object get(String name) {
    return source.get(name);
  }

  /** The value at the end of nested maps; null if it is null or a map on the way is missing. */
  public @Nullable Object at(List<String> path) {
    Object value = source.get(path.get(0));
    for (int i = 1; i < path.size(); i++) {
      if (!(value instanceof Map<?, ?> map)) {
        return null;
      }
      value = map.get(path.get(i));
    }
    return value;
  }

  @Override
  public String toString() {
    return "Document[" + key + "]";
  }
}
