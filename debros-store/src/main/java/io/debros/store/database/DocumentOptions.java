package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.index.IndexDefinition;
import io.debros.store.manifest.AccessOptions;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How a documents database is created or opened. Immutable.
 *
 * @param indexBy name of the field that holds a document's key; {@code _id} by default. It is not
 *     part of the address: everybody who writes has to know it
 * @param indexes field indexes that are there when the database is open; none by default
 * @param shared what databases of all types have
 */
public record DocumentOptions(
    String indexBy, List<IndexDefinition> indexes, DatabaseOptions shared) {
  /** The field that holds a document's key unless another is named. */
  public static final String DEFAULT_INDEX_BY = "_id";

  private static final DocumentOptions DEFAULTS =
      new DocumentOptions(DEFAULT_INDEX_BY, List.of(), DatabaseOptions.defaults());

  public DocumentOptions {
    if (indexBy.isEmpty()) {
      throw new IllegalArgumentException(
          problem("Field that holds the key has no name")
              .advice("Name the field, or leave indexBy at its default " + DEFAULT_INDEX_BY)
              .toString());
    }
    indexes = List.copyOf(indexes);
  }

  /** Key field {@code _id}, written by this node's identity only, no field indexes. */
  public static DocumentOptions defaults() {
    return DEFAULTS;
  }

  /** These options with another key field. */
  public DocumentOptions withIndexBy(String field) {
    return new DocumentOptions(field, indexes, shared);
  }

  /** These options with other field indexes. */
  public DocumentOptions withIndexes(List<IndexDefinition> definitions) {
    return new DocumentOptions(indexBy, definitions, shared);
  }

  /** These options with a change of what databases of all types have. */
  public DocumentOptions with(UnaryOperator<DatabaseOptions> change) {
    return new DocumentOptions(indexBy, indexes, change.apply(shared));
  }

  /** These options with a list of identity ids that may write. */
  public DocumentOptions withWrite(List<String> identityIds) {
    return with(options -> options.withWrite(identityIds));
  }

  /** These options with other rules of who may write. */
  public DocumentOptions withAccess(AccessOptions rules) {
    return with(options -> options.withAccess(rules));
  }

  /** These options with something to be stored in the manifest. */
  public DocumentOptions withMeta(CborValue value) {
    return with(options -> options.withMeta(value));
  }

  /** These options with another number of references per entry. */
  public DocumentOptions withReferencesCount(int count) {
    return with(options -> options.withReferencesCount(count));
  }
}
