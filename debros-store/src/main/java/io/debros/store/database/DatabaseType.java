package io.debros.store.database;

/**
 * A type of databases: what its operations mean, and how such a database is made. Register your own
 * at the node, so that it knows them by the name in their manifests. Stateless, thread-safe.
 *
 * @param <D> the databases
 * @param <O> how one is opened
 */
public interface DatabaseType<D extends Database, O> {
  /** Name in manifests, such as {@code documents}. Several types may share it. */
  String name();

  /** The class of the databases. */
  Class<D> databaseClass();

  /** How a database is opened if nobody says more. */
  O defaults();

  /** What databases of all types have, of the options of one. */
  DatabaseOptions shared(O options);

  /** How entries become rows. */
  Indexing indexing();

  /** Makes a database, and does nothing else. */
  D open(DatabaseEngine engine, O options);

  /**
   * The database is open already and stays so: completes or refuses what the options ask for. What
   * databases of all types have was checked before.
   *
   * @throws IllegalArgumentException if the options contradict those that it was opened with
   */
  default void reopen(D present, O options) {}
}
