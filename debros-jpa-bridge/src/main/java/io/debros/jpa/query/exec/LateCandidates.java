package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Candidates that are looked for when the first is asked for, on the thread that asks. */
final class LateCandidates implements Candidates {
  private final Supplier<Candidates> source;
  private @Nullable Candidates found;

  LateCandidates(Supplier<Candidates> source) {
    this.source = source;
  }

  @Override
  public @Nullable Document next() {
    Candidates candidates = found;
    if (candidates == null) {
      candidates = source.get();
      found = candidates;
    }
    return candidates.next();
  }

  @Override
  public void close() {
    if (found != null) {
      found.close();
    }
  }
}
