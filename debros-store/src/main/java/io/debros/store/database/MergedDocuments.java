package io.debros.store.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.merge.MergeRule;
import io.debros.store.multiformats.Cid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * PUT and DEL by key, of which the row is the merge. Immutable, thread-safe.
 *
 * @param merge how
 */
record MergedDocuments(MergeRule merge) implements Indexing {
  /** Of a fixed length, whatever the rule. */
  @Override
  public String version() {
    return "merge " + UUID.nameUUIDFromBytes(merge.fingerprint().getBytes(UTF_8)) + " ";
  }

  @Override
  public @Nullable RowOperation read(Cid entry, CborValue payload) {
    return KeyOperations.INDEXING.read(entry, payload);
  }
}
