package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.SortKey;
import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.model.Order.Nulls;
import io.debros.jpa.query.plan.SortField;
import io.debros.jpa.query.plan.Wanted;
import org.jspecify.annotations.Nullable;

/** Makes bytes that sort as rows are wanted; no two rows have the same. Thread-safe. */
final class RowOrder {
  private static final byte[] EARLY = {0};
  private static final byte[] MIDDLE = {1};
  private static final byte[] LATE = {2};

  private final Wanted wanted;
  private final FieldReader fields;

  RowOrder(Wanted wanted, FieldReader fields) {
    this.wanted = wanted;
    this.fields = fields;
  }

  Row row(Document document) {
    byte[] order = new byte[0];
    for (SortField field : wanted.fields()) {
      order = SortKey.joined(order, part(field, fields.value(field.field(), document)));
    }
    byte[] key = SortKey.of(document.key());
    return new Row(document, SortKey.joined(order, directed(key, wanted.keys())));
  }

  private static byte[] part(SortField field, @Nullable Object value) {
    if (value == null) {
      return field.nulls() == Nulls.FIRST ? EARLY : LATE;
    }
    return SortKey.joined(MIDDLE, directed(SortKey.of(value), field.direction()));
  }

  private static byte[] directed(byte[] key, Direction direction) {
    return direction == Direction.ASCENDING ? key : SortKey.inverted(key);
  }
}
