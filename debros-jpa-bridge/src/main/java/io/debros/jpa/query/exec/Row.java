package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import java.util.Arrays;

/**
 * A row that satisfies the query.
 *
 * @param order sorts as rows are wanted; empty if nobody compares
 */
record Row(Document document, byte[] order) implements Comparable<Row> {
  static final byte[] NO_ORDER = new byte[0];

  @Override
  public int compareTo(Row other) {
    return Arrays.compareUnsigned(order, other.order);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Row row && document == row.document;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(document);
  }
}
