package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a database of any type is created or opened. What goes into the address ({@code write} and
 * {@code meta}) only counts when it is opened by name; an address says it already. Immutable.
 *
 * @param write identity ids that may write, or {@code *} for everybody; null (the default) for the
 *     identity of this node. De-duplicated and sorted before it is hashed, so that the order does
 *     not change the address
 * @param meta anything to be stored in the manifest; null (the default) for nothing
 * @param referencesCount how many older entries each new entry names, 0 to {@value
 *     #MAX_REFERENCES}; {@value #DEFAULT_REFERENCES} by default, as in JavaScript
 */
public record DatabaseOptions(
    @Nullable List<String> write, @Nullable CborValue meta, int referencesCount) {
  /** The number of references that JavaScript writes. */
  public static final int DEFAULT_REFERENCES = 16;

  /** More references would only make entries large. */
  public static final int MAX_REFERENCES = 128;

  private static final DatabaseOptions DEFAULTS =
      new DatabaseOptions(null, null, DEFAULT_REFERENCES);

  public DatabaseOptions {
    if (referencesCount < 0 || referencesCount > MAX_REFERENCES) {
      throw new IllegalArgumentException(
          problem("Number of references is out of range")
              .at("referencesCount", referencesCount)
              .advice("Give a number from 0 to " + MAX_REFERENCES)
              .toString());
    }
    write = write == null ? null : List.copyOf(write);
  }

  /** Written by this node's identity only. */
  public static DatabaseOptions defaults() {
    return DEFAULTS;
  }

  /** These options with a list of identity ids that may write. */
  public DatabaseOptions withWrite(List<String> identityIds) {
    return new DatabaseOptions(identityIds, meta, referencesCount);
  }

  /** These options with something to be stored in the manifest. */
  public DatabaseOptions withMeta(CborValue value) {
    return new DatabaseOptions(write, value, referencesCount);
  }

  /** These options with another number of references per entry. */
  public DatabaseOptions withReferencesCount(int count) {
    return new DatabaseOptions(write, meta, count);
  }
}
