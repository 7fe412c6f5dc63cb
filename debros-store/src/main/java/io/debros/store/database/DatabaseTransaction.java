package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.StorageBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes to several databases of one node that happen together or not at all, also across the death
 * of the process. Holds the writer locks of its databases from {@link #begin} to {@link #close};
 * they are taken in the order of the addresses, so transactions never wait for each other in a
 * circle. Readers see nothing of it before {@link #commit} and all of it afterwards.
 *
 * <p>One thread at a time, and the thread that began it: a thread that has a transaction open must
 * not begin another one over databases of the same node.
 */
public final class DatabaseTransaction implements AutoCloseable {
  private enum State {
    OPEN,
    FAILED,
    COMMITTED,
    CLOSED
  }

  private final List<DocumentDatabase> databases;
  private final Map<DocumentDatabase, StagedDatabase> staged = new LinkedHashMap<>();
  private State state = State.OPEN;

  private DatabaseTransaction(List<DocumentDatabase> databases) {
    this.databases = databases;
  }

  /**
   * Waits for the writers of the databases and begins.
   *
   * @param databases of one node, in any order
   * @throws io.debros.store.error.ClosedException if one of them is closed
   * @throws IllegalArgumentException if they belong to several nodes
   * @throws IllegalStateException if this thread has one of them in a transaction already
   */
  public static DatabaseTransaction begin(Collection<DocumentDatabase> databases) {
    List<DocumentDatabase> ordered =
        databases.stream()
            .distinct()
            .sorted(Comparator.comparing(database -> database.address().toString()))
            .toList();
    requireOneNode(ordered);
    List<DocumentDatabase> locked = new ArrayList<>();
    try {
      for (DocumentDatabase database : ordered) {
        database.lockForTransaction();
        locked.add(database);
      }
      return new DatabaseTransaction(ordered);
    } catch (RuntimeException e) {
      locked.forEach(DocumentDatabase::unlockAfterTransaction);
      throw e;
    }
  }

  /** The document of a key, as this transaction leaves it; null if there is none. */
  public @Nullable DocumentRow get(DocumentDatabase database, String key) {
    return staged(database).find(key);
  }

  /**
   * Keys of the documents that have a value in a field index, as this transaction leaves them, in
   * no order.
   *
   * @param value as the index encodes it
   */
  public List<String> lookup(DocumentDatabase database, String index, byte[] value) {
    return staged(database).indexes().lookup(index, value);
  }

  /** Clock time that the next put or delete of the database will carry. */
  public long nextTime(DocumentDatabase database) {
    return staged(database).nextTime();
  }

  /**
   * Stages a document, see {@link DocumentDatabase#put}.
   *
   * @return hash that the entry has if the transaction commits
   */
  public Cid put(DocumentDatabase database, CborMap document) {
    return staged(database).put(document);
  }

  /**
   * Stages a deletion, see {@link DocumentDatabase#delete}.
   *
   * @return hash that the entry has if the transaction commits
   */
  public Cid delete(DocumentDatabase database, String key) {
    return staged(database).delete(key);
  }

  /**
   * Writes everything in one storage batch, then tells the listeners. Writes nothing if nothing was
   * staged. Call it once, as the last thing before {@link #close}.
   *
   * @throws io.debros.store.error.StorageException if nothing was written; the databases are as they
   *     were before
   */
  public void commit() {
    requireOpen();
    state = State.FAILED;
    List<StagedDatabase> changed =
        staged.values().stream().filter(changes -> !changes.isEmpty()).toList();
    if (!changed.isEmpty()) {
      DocumentDatabase.commit(changed);
    }
    state = State.COMMITTED;
  }

  /** Releases the databases; what was not committed is forgotten. Nothing the second time. */
  @Override
  public void close() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      databases.forEach(DocumentDatabase::unlockAfterTransaction);
    }
  }
}
