package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentCursor;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.KeyCursor;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Documents that may satisfy a query. One thread at a time; close it. */
interface Candidates extends AutoCloseable {
  /** The next document; null at the end. */
  @Nullable Document next();

  @Override
  void close();

  /** Documents of a cursor. */
  static Candidates of(DocumentCursor cursor) {
    return new Candidates() {
      @Override
      public @Nullable Document next() {
        return cursor.next() ? cursor.document() : null;
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }

  /** Documents of some keys; those that are not there are left out. */
  static Candidates of(DocumentSnapshot snapshot, DocumentStore store, Iterator<String> keys) {
    return new Candidates() {
      @Override
      public @Nullable Document next() {
        Document document = null;
        while (document == null && keys.hasNext()) {
          document = snapshot.find(store, keys.next());
        }
        return document;
      }

      @Override
      public void close() {}
    };
  }

  /** Documents that an index names. */
  static Candidates of(DocumentSnapshot snapshot, DocumentStore store, KeyCursor cursor) {
    return new Candidates() {
      @Override
      public @Nullable Document next() {
        Document document = null;
        while (document == null && cursor.next()) {
          document = snapshot.find(store, cursor.key());
        }
        return document;
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }
}
