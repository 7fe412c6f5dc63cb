package io.debros.jpa.document;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DatabaseView;
import io.debros.store.database.DocumentRow;
import io.debros.store.database.GroupRow;
import io.debros.store.database.RowHistory;
import io.debros.store.index.ValueRange;
import io.debros.store.manifest.Address;
import io.debros.store.merge.KeyOperation;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All databases of a node at one moment. Thread-safe; close it soon, and after its cursors. An
 * index is seen only if it was built before that moment.
 */
public final class DocumentSnapshot implements AutoCloseable {
  private final DocumentStores stores;
  private final Set<String> groups;
  private final StorageSnapshot snapshot;

  /**
   * @param groups of which databases were opened before the snapshot was taken
   */
  DocumentSnapshot(DocumentStores stores, Set<String> groups, StorageSnapshot snapshot) {
    this.stores = stores;
    this.groups = groups;
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
    if (!groups.contains(group)) {
      return List.of();
    }
    return stores.node().lookupGroup(snapshot, group, index, value).stream()
        .map(row -> new Located(name(row), row.key()))
        .toList();
  }

  /** Documents that wait for a key of their own beside the one that has this key. */
  public List<DocumentTwin> twins(DocumentStore store, String key) {
    DocumentRow row = view(store).get(key);
    return row != null && row.rawValue() instanceof CborMap map
        ? new TwinReader(store.view(), store.name()).twins(key, map)
        : List.of();
  }

  /**
   * All rows of an index of a group, by value, over all databases that were opened with it; null if
   * none was.
   */
  public @Nullable GroupScan scanGroup(String group, String index) {
    return groups.contains(group)
        ? new GroupScan(
            stores.node().scanGroup(snapshot, group, index, ValueRange.all()), this::name)
        : null;
  }

  /**
   * The write that gave a row what it has in some attributes: the one since which every write that
   * changed one of them left it so, in the order of the log.
   *
   * @param keys of the attributes in documents
   * @param has whether a document has it
   * @return null if there is no row
   */
  public @Nullable WriteOrder origin(
      DocumentStore store, String key, Set<String> keys, Predicate<Document> has) {
    try (RowHistory history = view(store).history(key)) {
      KeyOperation newest = null;
      KeyOperation origin = null;
      while (history.next()) {
        KeyOperation operation = history.operation();
        newest = newest == null ? operation : newest;
        Set<String> changed = operation.changedKeys();
        if (changed == null || !Collections.disjoint(changed, keys)) {
          if (!(operation.value() instanceof CborMap map) || !has.test(store.document(key, map))) {
            break;
          }
          origin = operation;
        }
      }
      KeyOperation found = origin == null ? newest : origin;
      return found == null ? null : new WriteOrder(found);
    }
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
