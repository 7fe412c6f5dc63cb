package io.debros.jpa.document;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a document's values come from. Thread-safe. */
interface PlainMap {
  @Nullable Object get(String name);

  Map<String, @Nullable Object> values();
}
