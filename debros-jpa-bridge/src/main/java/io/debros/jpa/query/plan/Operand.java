package io.debros.jpa.query.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a condition compares, resolved. Immutable. */
public sealed interface Operand {
  /** A field of the row. */
  record FieldOperand(Field field) implements Operand {
    @Override
    public String toString() {
      return field.toString();
    }
  }

  /**
   * A value.
   *
   * @param sortable as it compares; null compares as unknown
   * @param stored as a document holds it
   */
  record Value(@Nullable Object sortable, @Nullable Object stored) implements Operand {
    /** The value that compares with nothing. */
    static final Value NULL = new Value(null, null);

    private static final int MAX_TEXT = 60;

    /** {@code 'ada'}, {@code 7}, {@code null}. */
    @Override
    public String toString() {
      if (stored instanceof String text) {
        String shown = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
        return "'" + shown + "'";
      } else if (stored instanceof byte[] bytes) {
        return bytes.length + " bytes";
      } else if (stored instanceof Map<?, ?> map) {
        return map.toString();
      }
      return String.valueOf(stored);
    }
  }

  /** A value that a declared query leaves open. */
  record Placeholder(String name) implements Operand {
    @Override
    public String toString() {
      return ":" + name;
    }
  }
}
