package io.debros.store.database;

import io.debros.store.merge.MergeRule;
import java.util.List;

/** The types of databases that every node knows. */
public final class DatabaseTypes {
  /** Documents by key. */
  public static final DatabaseType<DocumentDatabase, DocumentOptions> DOCUMENTS =
      new DocumentType(KeyOperations.INDEXING);

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

  /**
   * Documents by key, where concurrent writes of one document merge. On the wire these are plain
   * documents: only what this node shows is made otherwise, and made anew when the rule changes.
   */
  public static DatabaseType<DocumentDatabase, DocumentOptions> mergedDocuments(MergeRule rule) {
    return new DocumentType(new MergedDocuments(rule));
  }
}
