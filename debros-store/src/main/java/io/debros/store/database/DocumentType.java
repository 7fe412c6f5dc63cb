package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

/**
 * The type {@code documents}.
 *
 * @param indexing of PUT and DEL by key
 */
record DocumentType(Indexing indexing) implements DatabaseType<DocumentDatabase, DocumentOptions> {
  @Override
  public String name() {
    return DocumentDatabase.TYPE;
  }

  @Override
  public Class<DocumentDatabase> databaseClass() {
    return DocumentDatabase.class;
  }

  @Override
  public DocumentOptions defaults() {
    return DocumentOptions.defaults();
  }

  @Override
  public DatabaseOptions shared(DocumentOptions options) {
    return options.shared();
  }

  @Override
  public DocumentDatabase open(DatabaseEngine engine, DocumentOptions options) {
    engine.ensureIndexes(options.indexes());
    return new DocumentDatabase(engine, options);
  }

  @Override
  public void reopen(DocumentDatabase present, DocumentOptions options) {
    if (!present.indexBy().equals(options.indexBy())) {
      throw new IllegalArgumentException(
          problem("Database is open with another key field")
              .at("address", present.address())
              .at("indexBy", present.indexBy())
              .advice("Open it with this field, or close it first")
              .toString());
    }
    present.ensureIndexes(options.indexes());
  }
}
