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

  /** Events. */
  public static final DatabaseType<EventDatabase, DatabaseOptions> EVENTS =
      new PlainType<>(
          EventDatabase.TYPE, EventDatabase.class, EventOperations.EVENTS, EventDatabase::new);

  /** Events that can be removed; {@code events} to others. */
  public static final DatabaseType<FeedDatabase, DatabaseOptions> FEED =
      new PlainType<>(
          FeedDatabase.TYPE, FeedDatabase.class, EventOperations.FEED, FeedDatabase::new);

  /** A number; {@code keyvalue} to others. */
  public static final DatabaseType<CounterDatabase, DatabaseOptions> COUNTER =
      new PlainType<>(
          CounterDatabase.TYPE,
          CounterDatabase.class,
          KeyOperations.INDEXING,
          CounterDatabase::new);

  /** Those that databases are opened by whose manifest names their type. */
  public static final List<DatabaseType<?, ?>> BUILT_IN = List.of(DOCUMENTS, KEY_VALUE, EVENTS);

  private DatabaseTypes() {}
}
