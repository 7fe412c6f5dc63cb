package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.oplog.Encryption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a database of any type is created or opened. What goes into the address ({@code access} and
 * {@code meta}) only counts when it is opened by name; an address says it already. Immutable.
 *
 * @param access who may write; by default a fixed list of this node's identity only
 * @param meta anything to be stored in the manifest; null (the default) for nothing
 * @param referencesCount how many older entries each new entry names, 0 to {@value
 *     #MAX_REFERENCES}; {@value #DEFAULT_REFERENCES} by default, as in JavaScript
 * @param encryption of values and entries; {@link Encryption#NONE} by default. Not part of the
 *     address: everybody has to know it
 * @param listeners told of all that comes of it, from before peers can send something; none by
 *     default. Those that a database has already are not told twice
 */
public record DatabaseOptions(
    AccessOptions access,
    @Nullable CborValue meta,
    int referencesCount,
    Encryption encryption,
    List<DatabaseListener> listeners) {
  /** The number of references that JavaScript writes. */
  public static final int DEFAULT_REFERENCES = 16;

  /** More references would only make entries large. */
  public static final int MAX_REFERENCES = 128;

  private static final DatabaseOptions DEFAULTS =
      new DatabaseOptions(
          AccessOptions.defaults(), null, DEFAULT_REFERENCES, Encryption.NONE, List.of());

  public DatabaseOptions {
    listeners = List.copyOf(listeners);
    if (referencesCount < 0 || referencesCount > MAX_REFERENCES) {
      throw new IllegalArgumentException(
          problem("Number of references is out of range")
              .at("referencesCount", referencesCount)
              .advice("Give a number from 0 to " + MAX_REFERENCES)
              .toString());
    }
  }

  /** Written by this node's identity only. */
  public static DatabaseOptions defaults() {
    return DEFAULTS;
  }

  /** These options with a fixed list of identity ids that may write, {@code *} for everybody. */
  public DatabaseOptions withWrite(List<String> identityIds) {
    return withAccess(AccessOptions.ipfs(identityIds));
  }

  /** These options with other rules of who may write. */
  public DatabaseOptions withAccess(AccessOptions rules) {
    return new DatabaseOptions(rules, meta, referencesCount, encryption, listeners);
  }

  /** These options with something to be stored in the manifest. */
  public DatabaseOptions withMeta(CborValue value) {
    return new DatabaseOptions(access, value, referencesCount, encryption, listeners);
  }

  /** These options with another number of references per entry. */
  public DatabaseOptions withReferencesCount(int count) {
    return new DatabaseOptions(access, meta, count, encryption, listeners);
  }

  /** These options with other ciphers. */
  public DatabaseOptions withEncryption(Encryption ciphers) {
    return new DatabaseOptions(access, meta, referencesCount, ciphers, listeners);
  }

  /** These options with others who are told what comes of the database. */
  public DatabaseOptions withListeners(List<DatabaseListener> those) {
    return new DatabaseOptions(access, meta, referencesCount, encryption, those);
  }
}
