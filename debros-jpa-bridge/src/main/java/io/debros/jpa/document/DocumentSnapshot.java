package io.debros.jpa.document;

import io.debros.store.database.DatabaseView;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.GroupRow;
import io.debros.store.index.ValueRange;
import io.debros.store.manifest.Address;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All databases of a node at one moment. Thread-safe; close it soon, and after its cursors. An
 * index is seen only if it was built before that moment.
 */
public final class DocumentSnapshot implements AutoCloseable {
  private final DocumentStores stores;
  private final StorageSnapshot snapshot;

  DocumentSnapshot(DocumentStores stores, StorageSnapshot snapshot) {
    this.stores = stores;
    this.snapshot = snapshot;
  }

  /**
   * The document of a key; null if there is none, or it was encrypted with a key that was
   * forgotten.
   *
   * @throws jakarta.persistence.PersistenceException if it is encrypted and its key is not here
   */
  public @Nullable Document find(DocumentStore store, String key) {
    DatabaseView view = view(store);
    DocumentRow row = SealedDocuments.found(view.get(key), store, key, () -> view);
    return row == null ? null : store.document(row);
  }

  /** All documents that {@link #find} finds by key, in code point order. */
  public DocumentCursor scan(DocumentStore store, ScanOrder order) {
    return new DocumentCursor(view(store).byKey(direction(order)), store);
  }

  /**
   * Keys of the documents in a range of an index, by value, then by key; a document that has
   * several values in the range comes once for each.
   *
   * @throws IllegalArgumentException if the store does not keep the index
   * @throws jakarta.persistence.PersistenceException if documents are encrypted with a key that is
   *     not here: the index does not know them
   */
  public KeyCursor scanKeys(DocumentStore store, String index, IndexRange range, ScanOrder order) {
    DatabaseView view = view(store);
    store.requireNoneHidden(view);
    ValueRange values = ValueRange.all().from(range.from());
    byte[] to = range.to();
    return new KeyCursor(
        view.scanKeys(index, to == null ? values : values.below(to), direction(order)));
  }

  /**
   * Documents that have a value in an index of a group, over all databases that were opened with
   * it.
   */
  public List<Located> lookup(String group, String index, byte[] value) {
    if (!stores.hasGroup(group)) {
      return List.of();
    }
    return stores.node().lookupGroup(snapshot, group, index, value).stream()
        .map(row -> new Located(name(row), row.key()))
        .toList();
  }

  /**
   * How many documents there are; counts none but those that {@link #find} does not.
   *
   * @throws jakarta.persistence.PersistenceException as for {@link #find}
   */
  public long count(DocumentStore store) {
    DatabaseView view = view(store);
    return store.isEncrypted() ? view.count() - SealedDocuments.gone(view, store) : view.count();
  }

  @Override
  public void close() {
    snapshot.close();
  }

  private DatabaseView view(DocumentStore store) {
    return store.database().view(snapshot);
  }

  private String name(GroupRow row) {
    Address address = row.database();
    return stores.nameOf(address.toString());
  }

  private static Direction direction(ScanOrder order) {
    return order == ScanOrder.ASCENDING ? Direction.ASCENDING : Direction.DESCENDING;
  }
}
