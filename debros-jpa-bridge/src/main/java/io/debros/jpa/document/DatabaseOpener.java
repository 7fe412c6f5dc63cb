package io.debros.jpa.document;

import io.debros.jpa.network.NodeListener;
import io.debros.store.DatabaseInfo;
import io.debros.store.DebrosNode;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.manifest.Address;
import io.debros.store.merge.MergeRule;
import io.debros.store.oplog.Encryption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens databases of a node by name, as they were made. Listeners are there from the start, for
 * peers may have something to say at once. Thread-safe.
 */
final class DatabaseOpener {
  private final DebrosNode node;
  private final AccessOptions access;
  private final List<ChangeListener> listeners;
  private final List<NodeListener> nodeListeners;
  private final PresentDatabases present = new PresentDatabases();
  private final PresentDatabases presentKeyValues = new PresentDatabases();

  /**
   * @param listeners of changes, now and later
   * @param nodeListeners the same of what is refused
   */
  DatabaseOpener(
      DebrosNode node,
      AccessOptions access,
      List<ChangeListener> listeners,
      List<NodeListener> nodeListeners) {
    this.node = node;
    this.access = access;
    this.listeners = listeners;
    this.nodeListeners = nodeListeners;
  }

  /** Documents databases that were here before. */
  PresentDatabases present() {
    return present;
  }

  /** A database is here, open or not. */
  void addPresent(DatabaseInfo info) {
    if (info.type().equals(DocumentDatabase.TYPE)) {
      present.add(info.name(), info.address());
    } else if (info.type().equals(KeyValueDatabase.TYPE)) {
      presentKeyValues.add(info.name(), info.address());
    }
  }

  /** See {@link DocumentStores#open}. */
  DocumentStore documents(
      DocumentStores owner,
      String name,
      List<IndexSpec> indexes,
      @Nullable MergeSpec merge,
      @Nullable String keyName) {
    MergedView view = MergedView.of(merge);
    List<DatabaseListener> told =
        List.of(new ChangeForwarder(listeners, view), new RefusalForwarder(nodeListeners));
    DocumentOptions options =
        DocumentOptions.defaults()
            .withAccess(access)
            .with(shared -> shared.withEncryption(encryption(keyName)).withListeners(told))
            .withIndexes(
                indexes.stream().map(index -> DocumentStore.definition(index, view)).toList());
    DocumentDatabase database = opened(name, options, merge);
    return new DocumentStore(database, owner, indexes, view, keyName);
  }

  /** A key-value database with the writers that documents have. */
  KeyValueDatabase keyValues(String name) {
    DatabaseOptions options =
        DatabaseOptions.defaults()
            .withAccess(access)
            .withListeners(List.of(new RefusalForwarder(nodeListeners)));
    Address asked = node.addressOf(name, DatabaseTypes.KEY_VALUE, options);
    return node.openKeyValue(presentKeyValues.nameOrAddress(name, asked), options);
  }

  private Encryption encryption(@Nullable String keyName) {
    return keyName == null
        ? Encryption.NONE
        : Encryption.ofData(node.encryptionKeys().forData(new RowKey(keyName)));
  }

  private DocumentDatabase opened(String name, DocumentOptions options, @Nullable MergeSpec merge) {
    String nameOrAddress = present.nameOrAddress(name, node.addressOf(name, options));
    if (merge == null) {
      return node.openDocuments(nameOrAddress, options);
    }
    ConflictForwarder conflicts = new ConflictForwarder(merge, name);
    MergeRule rule =
        new MergeRule(
            merge.counters(),
            merge.sets(),
            merge.version(),
            merge.resolver() == null ? null : conflicts);
    List<DatabaseListener> told = new ArrayList<>(options.shared().listeners());
    told.add(conflicts);
    return node.open(
        nameOrAddress,
        DatabaseTypes.mergedDocuments(rule),
        options.with(shared -> shared.withListeners(told)));
  }
}
