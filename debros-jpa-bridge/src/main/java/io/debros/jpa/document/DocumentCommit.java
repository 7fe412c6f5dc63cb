package io.debros.jpa.document;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentRow;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes to several databases that happen together or not at all. Nobody else writes to them from
 * its beginning to its close. One thread at a time, the one that began it.
 */
public final class DocumentCommit implements AutoCloseable {
  static final String KEY = "_id";

  private final DatabaseTransaction transaction;
  private final String identity;

  /**
   * @param identity that counts
   */
  DocumentCommit(DatabaseTransaction transaction, String identity) {
    this.transaction = transaction;
    this.identity = identity;
  }

  /** The document of a key as this commit leaves it; see {@link DocumentSnapshot#find}. */
  public @Nullable Document find(DocumentStore store, String key) {
    DocumentRow row = present(store, key);
    return row == null ? null : store.document(row);
  }

  /** Whoever writes has a key: {@link DocumentStore#ensureKey} sees to it. */
  private @Nullable DocumentRow present(DocumentStore store, String key) {
    DocumentRow row = transaction.get(store.database(), key);
    return row == null ? null : SealedDocuments.present(row, store);
  }

  /** Clock time that the next write to a database will carry. */
  public long nextTime(DocumentStore store) {
    return transaction.nextTime(store.database());
  }

  /** Writes a document that was made from nothing; see the other method of the name. */
  public void put(DocumentStore store, String key, Map<String, ? extends @Nullable Object> values) {
    put(store, key, values, Map.of());
  }

  /**
   * Writes a document in place of an earlier one. Of counters and sets, what the writer changed is
   * added to what is stored.
   *
   * @param values plain values; {@code _id} is set to the key
   * @param read the values of counters and sets that the writer started from; what is not among
   *     them is compared with what is stored
   * @throws IllegalArgumentException if a value cannot be stored
   */
  public void put(
      DocumentStore store,
      String key,
      Map<String, ? extends @Nullable Object> values,
      Map<String, ? extends @Nullable Object> read) {
    CborMap written = PlainValues.map(values).toBuilder().put(KEY, key).build();
    DocumentRow row = present(store, key);
    CborMap stored = row != null && row.rawValue() instanceof CborMap map ? map : null;
    transaction.put(store.database(), store.view().stored(written, stored, read, identity));
  }

  /**
   * Deletes a document.
   *
   * @throws io.debros.store.error.NotFoundException if there is none
   */
  public void delete(DocumentStore store, String key) {
    transaction.delete(store.database(), key);
  }

  /** Writes everything in one batch; the last call before {@link #close}. */
  public void commit() {
    transaction.commit();
  }

  /**
   * Writes everything in one batch and lets others write again; the last call before {@link
   * #close}. For callers who have locks of their own to release before they wait for the disk.
   *
   * @return waits until the write is as durable as the settings say; only then is it acknowledged
   */
  public Runnable submit() {
    return transaction.submit()::awaitDurable;
  }

  /** Lets others write again; forgets what was not committed. */
  @Override
  public void close() {
    transaction.close();
  }
}
