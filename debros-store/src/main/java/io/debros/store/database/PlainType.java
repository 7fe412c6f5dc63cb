package io.debros.store.database;

import java.util.function.Function;

/** A type whose databases have no options of their own. */
record PlainType<D extends Database>(
    String name, Class<D> databaseClass, Indexing indexing, Function<DatabaseEngine, D> make)
    implements DatabaseType<D, DatabaseOptions> {
  @Override
  public DatabaseOptions defaults() {
    return DatabaseOptions.defaults();
  }

  @Override
  public DatabaseOptions shared(DatabaseOptions options) {
    return options;
  }

  @Override
  public D open(DatabaseEngine engine, DatabaseOptions options) {
    return make.apply(engine);
  }
}
