package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Candidates that satisfy the query. One thread at a time. */
final class FilteredRows implements RowStream {
  private final Candidates candidates;
  private final Predicate<Document> filter;
  private final Function<Document, Row> rows;

  /**
   * @param candidates closed with this one
   * @param filter whether a candidate is shown
   * @param rows makes rows of documents
   */
  FilteredRows(Candidates candidates, Predicate<Document> filter, Function<Document, Row> rows) {
    this.candidates = candidates;
    this.filter = filter;
    this.rows = rows;
  }

  @Override
  public @Nullable Row next() {
    for (Document row = candidates.next(); row != null; row = candidates.next()) {
      if (filter.test(row)) {
        return rows.apply(row);
      }
    }
    return null;
  }

  @Override
  public void close() {
    candidates.close();
  }
}
