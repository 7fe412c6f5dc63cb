package io.debros.jpa.document;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DatabaseView;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentRow;
import io.debros.store.index.IndexDefinition;
import io.debros.store.storage.StorageSnapshot;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One open database of documents. Thread-safe; equal only to itself. */
public final class DocumentStore {
  private final DocumentDatabase database;
  private final DocumentStores stores;
  private final Map<String, String> fingerprints = new ConcurrentHashMap<>();
  private final MergedView view;
  private final @Nullable String keyName;
  private final HiddenRows hidden = new HiddenRows();
  private volatile @Nullable Collection<IndexSpec> ensured;

  DocumentStore(
      DocumentDatabase database,
      DocumentStores stores,
      Collection<IndexSpec> indexes,
      MergedView view,
      @Nullable String keyName) {
    this.keyName = keyName;
    this.database = database;
    this.stores = stores;
    this.view = view;
    remember(indexes);
    if (keyName != null) {
      database.addListener(hidden);
    }
  }

  /** Name of the database. */
  public String name() {
    return database.name();
  }

  /** {@code /orbitdb/zdpu…}. */
  public String address() {
    return database.address().toString();
  }

  /**
   * Makes sure that the indexes exist and are built. Costs nothing if they are.
   *
   * @param indexes not changed afterwards
   */
  public void ensureIndexes(Collection<IndexSpec> indexes) {
    if (indexes == ensured) {
      return;
    }
    Collection<IndexSpec> missing =
        indexes.stream()
            .filter(index -> !index.fingerprint().equals(fingerprints.get(index.name())))
            .toList();
    if (!missing.isEmpty()) {
      database.ensureIndexes(missing.stream().map(index -> definition(index, view)).toList());
    }
    remember(indexes);
  }

  /** Whether what is written is encrypted. */
  boolean isEncrypted() {
    return keyName != null;
  }

  /**
   * Checks that indexes know all rows.
   *
   * @throws jakarta.persistence.PersistenceException if there are rows of a key that is not here
   */
  void requireNoneHidden(DatabaseView at) {
    if (keyName != null) {
      hidden.requireNone(at, this);
    }
  }

  /** Whether it is encrypted under a name that has no key here. */
  boolean lacksKey() {
    return keyName != null && stores.node().encryptionKeys().of(keyName).isEmpty();
  }

  /**
   * Makes the first key that rows are encrypted under, if need be: before a row is written, in no
   * commit.
   *
   * @throws jakarta.persistence.PersistenceException if there are rows of a key that is not here
   */
  public void ensureKey() {
    if (keyName != null && lacksKey()) {
      try (StorageSnapshot now = stores.node().snapshot()) {
        SealedDocuments.requireNoneHidden(database.view(now), this, null);
      }
      stores.node().encryptionKeys().ensure(keyName);
    }
  }

  DocumentDatabase database() {
    return database;
  }

  /** How documents show counters and sets. */
  MergedView view() {
    return view;
  }

  /** A row as it is read. */
  Document document(DocumentRow row) {
    return Document.stored(row.key(), new CborPlainMap(row::value, view), name());
  }

  /** A document as it stands in the log. */
  Document document(String key, CborMap stored) {
    return Document.stored(key, new CborPlainMap(() -> stored, view), name());
  }

  private void remember(Collection<IndexSpec> indexes) {
    for (IndexSpec index : indexes) {
      fingerprints.put(index.name(), index.fingerprint());
      stores.addGroup(index);
    }
    ensured = indexes;
  }

  static IndexDefinition definition(IndexSpec spec, MergedView view) {
    return new IndexDefinition(
        spec.name(),
        spec.fingerprint(),
        (key, document) ->
            spec.keys().apply(Document.stored(key, new CborPlainMap(() -> document, view), null)),
        spec.group());
  }

  /** Name and address. */
  @Override
  public String toString() {
    return name() + " " + address();
  }
}
