package io.debros.jpa.document;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides conflicts; every node asks its own, more than once. Thread-safe. */
public interface DocumentResolver {
  /**
   * The values that the document gets; null for those of {@code merged}. The answer depends on the
   * conflict alone, and nothing is thrown.
   *
   * @param conflict with what merging by attribute gives
   */
  @Nullable Map<String, @Nullable Object> resolve(DocumentConflict conflict);

  /** Changes when the answers do: documents are then made anew from the log. */
  String fingerprint();
}
