package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.SortKey;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.plan.Field;
import io.debros.jpa.query.plan.Plan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query's page, read as they are asked for. Stands before the first. One thread at a
 * time; close it, also when it was read to the end: it holds a moment of the store.
 */
public final class Rows implements AutoCloseable {
  private final Plan plan;
  private final RowStream rows;
  private final FieldReader fields;
  private final DocumentSnapshot snapshot;
  private final @Nullable Set<ByteBuffer> seen;
  private long toSkip;
  private long left;
  private @Nullable Document document;
  private boolean closed;

  Rows(Plan plan, RowStream rows, FieldReader fields, DocumentSnapshot snapshot) {
    this.plan = plan;
    this.rows = rows;
    this.fields = fields;
    this.snapshot = snapshot;
    this.seen = plan.isDistinct() ? new HashSet<>() : null;
    this.toSkip = plan.offset();
    this.left = plan.limit();
  }

  /** Moves to the next row; false at the end of the page. */
  public boolean next() {
    while (toSkip > 0 && left > 0) {
      if (!advance()) {
        return false;
      }
      toSkip--;
    }
    if (left == 0 || !advance()) {
      document = null;
      left = 0;
      return false;
    }
    if (left != Query.UNLIMITED) {
      left--;
    }
    return true;
  }

  /**
   * The present row.
   *
   * @throws IllegalStateException if this stands on none
   */
  public Document document() {
    if (document == null) {
      throw new IllegalStateException("Rows stand on no row; call next() first");
    }
    return document;
  }

  /** Stored values of the plan's projection, of the present row. */
  public List<@Nullable Object> values() {
    List<@Nullable Object> values = new ArrayList<>();
    for (Field field : plan.projection()) {
      values.add(fields.stored(field, document()));
    }
    return values;
  }

  private boolean advance() {
    for (Row row = rows.next(); row != null; row = rows.next()) {
      document = row.document();
      if (seen == null || seen.add(ByteBuffer.wrap(SortKey.of(values())))) {
        return true;
      }
    }
    document = null;
    return false;
  }

  /** Ends the query; nothing the second time. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        rows.close();
      } finally {
        snapshot.close();
      }
    }
  }
}
