package io.debros.jpa.query.exec;

import io.debros.jpa.query.model.Query;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The first rows of a stream in order; keeps no more than are needed. One thread at a time. */
final class SortedRows implements RowStream {
  private final RowStream source;
  private final long needed;
  private @Nullable Deque<Row> sorted;

  /**
   * @param source in any order, with orders in its rows; closed with this one
   * @param needed rows at most, {@link Query#UNLIMITED} for all
   */
  SortedRows(RowStream source, long needed) {
    this.source = source;
    this.needed = needed;
  }

  @Override
  public @Nullable Row next() {
    if (sorted == null) {
      sorted = new ArrayDeque<>(needed < Integer.MAX_VALUE ? first((int) needed) : all());
    }
    return sorted.poll();
  }

  private List<Row> all() {
    List<Row> rows = new ArrayList<>();
    for (Row row = source.next(); row != null; row = source.next()) {
      rows.add(row);
    }
    Collections.sort(rows);
    return rows;
  }

  private List<Row> first(int count) {
    PriorityQueue<Row> rows = new PriorityQueue<>(Comparator.reverseOrder());
    for (Row row = source.next(); row != null; row = source.next()) {
      if (rows.size() < count) {
        rows.add(row);
      } else if (count > 0 && row.compareTo(rows.element()) < 0) {
        rows.remove();
        rows.add(row);
      }
    }
    List<Row> kept = new ArrayList<>(rows);
    Collections.sort(kept);
    return kept;
  }

  @Override
  public void close() {
    source.close();
  }
}
