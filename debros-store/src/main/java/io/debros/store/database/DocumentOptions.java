package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.index.IndexDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a documents database is created or opened. What goes into the address ({@code write} and
 * {@code meta}) only counts when it is opened by name; an address says it already. Immutable.
 *
 * @param indexBy name of the field that holds a document's key; {@code _id} by default. It is not
 *     part of the address: everybody who writes has to know it
 * @param write identity ids that may write, or {@code *} for everybody; null (the default) for the
 *     identity of this node. De-duplicated and sorted before it is hashed, so that the order does
 *     not change the address
 * @param meta anything to be stored in the manifest; null (the default) for nothing
 * @param indexes field indexes that are there when the database is open; none by default
 * @param referencesCount how many older entries each new entry names, 0 to {@value
 *     #MAX_REFERENCES}; {@value #DEFAULT_REFERENCES} by default, as in JavaScript
 */
public record DocumentOptions(
    String indexBy,
    @Nullable List<String> write,
    @Nullable CborValue meta,
    List<IndexDefinition> indexes,
    int referencesCount) {
  /** The field that holds a document's key unless another is named. */
  public static final String DEFAULT_INDEX_BY = "_id";

  /** The number of references that JavaScript writes. */
  public static final int DEFAULT_REFERENCES = 16;

  /** More references would only make entries large. */
  public static final int MAX_REFERENCES = 128;

  private static final DocumentOptions DEFAULTS =
      new DocumentOptions(DEFAULT_INDEX_BY, null, null, List.of(), DEFAULT_REFERENCES);

  public DocumentOptions {
    if (indexBy.isEmpty()) {
      throw new IllegalArgumentException(
          problem("Field that holds the key has no name")
              .advice("Name the field, or leave indexBy at its default " + DEFAULT_INDEX_BY)
              .toString());
    }
    if (referencesCount < 0 || referencesCount > MAX_REFERENCES) {
      throw new IllegalArgumentException(
          problem("Number of references is out of range")
              .at("referencesCount", referencesCount)
              .advice("Give a number from 0 to " + MAX_REFERENCES)
              .toString());
    }
    write = write == null ? null : List.copyOf(write);
    indexes = List.copyOf(indexes);
  }

  /** Key field {@code _id}, written by this node's identity only, no field indexes. */
  public static DocumentOptions defaults() {
    return DEFAULTS;
  }

  /** These options with another key field. */
  public DocumentOptions withIndexBy(String field) {
    return new DocumentOptions(field, write, meta, indexes, referencesCount);
  }

  /** These options with a list of identity ids that may write. */
  public DocumentOptions withWrite(List<String> identityIds) {
    return new DocumentOptions(indexBy, identityIds, meta, indexes, referencesCount);
  }

  /** These options with something to be stored in the manifest. */
  public DocumentOptions withMeta(CborValue value) {
    return new DocumentOptions(indexBy, write, value, indexes, referencesCount);
  }

  /** These options with other field indexes. */
  public DocumentOptions withIndexes(List<IndexDefinition> definitions) {
    return new DocumentOptions(indexBy, write, meta, definitions, referencesCount);
  }

  /** These options with another number of references per entry. */
  public DocumentOptions withReferencesCount(int count) {
    return new DocumentOptions(indexBy, write, meta, indexes, count);
  }
}
