package io.debros.store.database;

import java.util.List;

/** The types of databases that every node knows. */
public final class DatabaseTypes {
  /** Documents by key. */
  public static final DatabaseType<DocumentDatabase, DocumentOptions> DOCUMENTS =
      new DocumentType();

  /** Values by key. */
  public static final DatabaseType<KeyValueDatabase, DatabaseOptions> KEY_VALUE =
      new PlainType<>(
          KeyValueDatabase.TYPE,
          KeyValueDatabase.class,
          KeyOperations.INDEXING,
          KeyValueDatabase::new);

  /** Those that databases are opened by whose manifest names their type. */
  public static final List<DatabaseType<?, ?>> BUILT_IN = List.of(DOCUMENTS, KEY_VALUE);

  private DatabaseTypes() {}
}
