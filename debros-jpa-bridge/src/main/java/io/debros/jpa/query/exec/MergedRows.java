package io.debros.jpa.query.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Several ordered streams as one. One thread at a time. */
final class MergedRows implements RowStream {
  private final List<? extends RowStream> streams;
  private final PriorityQueue<Head> heads = new PriorityQueue<>();
  private boolean started;

  /**
   * @param streams with orders in their rows; closed with this one
   */
  MergedRows(List<? extends RowStream> streams) {
    this.streams = new ArrayList<>(streams);
  }

  @Override
  public @Nullable Row next() {
    if (!started) {
      started = true;
      streams.forEach(this::advance);
    }
    Head head = heads.poll();
    if (head == null) {
      return null;
    }
    advance(head.stream);
    return head.row;
  }

  private void advance(RowStream stream) {
    Row row = stream.next();
    if (row != null) {
      heads.add(new Head(row, stream));
    }
  }

  @Override
  public void close() {
    Closing.all(streams);
  }

  private record Head(Row row, RowStream stream) implements Comparable<Head> {
    @Override
    public int compareTo(Head other) {
      return row.compareTo(other.row);
    }
  }
}
