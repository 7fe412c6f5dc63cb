package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Documents that are there already. */
record GivenCandidates(Iterator<Document> documents) implements Candidates {
  @Override
  public @Nullable Document next() {
    return documents.hasNext() ? documents.next() : null;
  }

  @Override
  public void close() {}
}
