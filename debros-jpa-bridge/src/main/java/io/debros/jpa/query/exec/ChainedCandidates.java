package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One after the other. One thread at a time. */
final class ChainedCandidates implements Candidates {
  private final Deque<Candidates> left;

  ChainedCandidates(List<Candidates> parts) {
    this.left = new ArrayDeque<>(parts);
  }

  @Override
  public @Nullable Document next() {
    while (!left.isEmpty()) {
      Document document = left.element().next();
      if (document != null) {
        return document;
      }
      left.remove().close();
    }
    return null;
  }

  @Override
  public void close() {
    left.forEach(Candidates::close);
    left.clear();
  }
}
