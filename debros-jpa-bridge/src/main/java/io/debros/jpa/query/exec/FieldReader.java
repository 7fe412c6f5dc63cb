package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import io.debros.jpa.query.plan.Field;
import org.jspecify.annotations.Nullable;

/** Reads fields of rows, also those that lie in the documents of other entities. Thread-safe. */
interface FieldReader {
  /** The stored value; null if it is null, or an entity on the way is missing. */
  @Nullable Object stored(Field field, Document row);

  /** The value as it compares. */
  @Nullable Object value(Field field, Document row);
}
