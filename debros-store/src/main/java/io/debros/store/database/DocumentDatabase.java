package io.debros.store.database;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.NotFoundException;
import io.debros.store.index.IndexDefinition;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Documents by key. Of several writes of one key the last one counts, in the order of the log.
 * Thread-safe.
 */
public final class DocumentDatabase extends Database {
  /** Database type in manifests. */
  public static final String TYPE = "documents";

  private final DocumentOptions options;

  DocumentDatabase(DatabaseEngine engine, DocumentOptions options) {
    super(engine);
    this.options = options;
  }

  /** Field that holds the key of a document that is put. */
  public String indexBy() {
    return options.indexBy();
  }

  /** How this database was opened. */
  public DocumentOptions options() {
    return options;
  }

  /**
   * Writes a document under the key in its {@link #indexBy()} field, in place of an earlier one.
   *
   * @return hash of the entry
   * @throws IllegalArgumentException if the key field is absent, empty or not text
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid put(CborMap document) {
    return append(putOperation(document));
  }

  /**
   * Writes several documents in one atomic batch, one entry for each, in the order given.
   *
   * @return hashes of the entries
   * @throws IllegalArgumentException if the key field of one is absent, empty or not text
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public List<Cid> putAll(Collection<CborMap> documents) {
    return write(
        transaction ->
            documents.stream().map(document -> transaction.put(this, document)).toList());
  }

  /**
   * Writes any number of documents in batches of bounded size, each of them atomic. If it throws,
   * the batches before stay.
   *
   * @return how many were written
   * @throws IllegalArgumentException if the key field of one is absent, empty or not text
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if the last batch was not written
   */
  public long load(Iterator<CborMap> documents) {
    return inBatches(documents, (transaction, document) -> transaction.put(this, document));
  }

  /**
   * Deletes the document of a key; its history stays in the log.
   *
   * @return hash of the entry
   * @throws NotFoundException if there is no document with the key
   * @throws io.debros.store.error.AppendDeniedException if this node may not write here
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid delete(String key) {
    return write(transaction -> transaction.delete(this, key));
  }

  /** The document of a key; null if there is none. */
  public @Nullable DocumentRow get(String key) {
    return DocumentRow.of(findRow(key));
  }

  /**
   * Documents by their last write, newest first.
   *
   * @param amount how many at most; -1 for all
   * @throws IllegalArgumentException if the amount is below -1
   */
  public RowCursor<DocumentRow> iterator(int amount) {
    return cursor(Direction.DESCENDING, amount);
  }

  /** All documents by their last write, oldest first, read as they are asked for. */
  public RowCursor<DocumentRow> oldestFirst() {
    return cursor(Direction.ASCENDING, RowCursor.ALL);
  }

  /**
   * All documents by their last write, oldest first, in memory; overwriting moves a document to the
   * end.
   */
  public List<DocumentRow> all() {
    return oldestFirst().toList();
  }

  /**
   * The documents that a predicate accepts, newest first. Reads all documents. Values of foreign
   * writers that are not maps are never found, nor are documents that cannot be decrypted.
   */
  public List<CborMap> query(Predicate<CborMap> predicate) {
    List<CborMap> found = new ArrayList<>();
    try (RowCursor<DocumentRow> rows = iterator(RowCursor.ALL)) {
      while (rows.next()) {
        if (rows.row().isReadable()
            && rows.row().rawValue() instanceof CborMap document
            && predicate.test(document)) {
          found.add(document);
        }
      }
    }
    return found;
  }

  /** This database at the moment of a snapshot of its node. */
  public DatabaseView view(StorageSnapshot snapshot) {
    return new DatabaseView(
        engine().context().indexes(),
        engine().indexIdAt(snapshot),
        snapshot,
        engine().sealedRows(),
        engine().merge());
  }

  /**
   * Makes sure that field indexes exist, and builds them from all documents if need be. An index of
   * the same name with another fingerprint is replaced. Waits for nobody if they exist already.
   */
  public void ensureIndexes(Collection<IndexDefinition> definitions) {
    engine().ensureIndexes(definitions);
  }

  CborValue putOperation(CborMap document) {
    return KeyOperations.put(keyOf(requireGiven("Document", document)), document);
  }

  /**
   * @param present what there is under the key now
   */
  CborValue deleteOperation(String key, @Nullable Row present) {
    requireGiven("Key", key);
    if (present == null) {
      throw new NotFoundException(
          problem("No document with this key in the database")
              .at("key", key)
              .at("address", address())
              .advice("Delete only what get(key) finds"));
    }
    return KeyOperations.delete(key);
  }

  private RowCursor<DocumentRow> cursor(Direction direction, int amount) {
    return engine().cursor(snapshot -> view(snapshot).inLogOrder(direction), amount);
  }

  private String keyOf(CborMap document) {
    CborValue key = document.find(indexBy());
    if (key instanceof CborText text && !text.value().isEmpty()) {
      return text.value();
    }
    throw new IllegalArgumentException(
        problem(
                key == null
                    ? "Document lacks the field that holds its key"
                    : "Key of the document is not a text of at least one character")
            .at("field", indexBy())
            .at("address", address())
            .advice("Set the field to the key of the document, as text")
            .toString());
  }
}
