package io.debros.jpa.document;

import io.debros.store.DatabaseInfo;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.storage.Durability;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The databases of one node, opened when they are first used. Thread-safe. */
public final class DocumentStores implements AutoCloseable {
  private final DebrosNode node;
  private final List<String> writers;
  private final Map<String, DocumentStore> open = new ConcurrentHashMap<>();
  private final Map<String, String> addresses = new ConcurrentHashMap<>();
  private final Set<String> groups = ConcurrentHashMap.newKeySet();
  private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
  private final ChangeForwarder forwarder = new ChangeForwarder(listeners);
  private volatile Set<String> names;

  private DocumentStores(DebrosNode node, List<String> writers) {
    this.node = node;
    this.writers = writers;
    Set<String> known = new TreeSet<>();
    node.databases().stream()
        .filter(info -> info.type().equals(DocumentDatabase.TYPE))
        .map(DatabaseInfo::name)
        .forEach(known::add);
    this.names = Set.copyOf(known);
  }

  /**
   * The databases of a node that is open already; it is closed with them.
   *
   * @param writers as in {@link DocumentSettings}
   */
  public static DocumentStores of(DebrosNode node, List<String> writers) {
    return new DocumentStores(node, writers);
  }

  /**
   * Opens a node.
   *
   * @throws io.debros.store.error.DirectoryLockedException if its directory is in use; names the
   *     process
   * @throws io.debros.store.error.StorageException if the directory cannot be used
   */
  public static DocumentStores open(DocumentSettings settings) {
    NodeSettings nodeSettings =
        settings.directory() == null
            ? NodeSettings.inMemory()
            : NodeSettings.in(settings.directory())
                .withDurability(
                    settings.durability() == DocumentSettings.Durability.COMMIT
                        ? Durability.COMMIT
                        : Durability.INTERVAL);
    String identity = settings.identityName();
    return new DocumentStores(
        DebrosNode.open(identity == null ? nodeSettings : nodeSettings.withIdentityName(identity)),
        settings.writers());
  }

  /**
   * The database of a name, created if it is not here. The same name gives the same store.
   *
   * @param indexes that it keeps from now on; not changed afterwards
   */
  public DocumentStore open(String name, List<IndexSpec> indexes) {
    DocumentStore store = open.get(name);
    if (store == null) {
      store = open.computeIfAbsent(name, key -> opened(key, indexes));
      addName(name);
    }
    store.ensureIndexes(indexes);
    return store;
  }

  /** Whether the database was opened here. */
  public boolean isOpen(String name) {
    return open.containsKey(name);
  }

  /**
   * Names of all documents databases that this node has. Changes by replacement only, so the same
   * set is returned until a database is added.
   */
  public Set<String> names() {
    return names;
  }

  /** Address by name of all documents databases that this node has. */
  public SortedMap<String, String> addresses() {
    SortedMap<String, String> byName = new TreeMap<>();
    for (DatabaseInfo info : node.databases()) {
      if (info.type().equals(DocumentDatabase.TYPE)) {
        byName.put(info.name(), info.address().toString());
      }
    }
    return byName;
  }

  /** All databases at this moment; close it. */
  public DocumentSnapshot snapshot() {
    return new DocumentSnapshot(this, node.snapshot());
  }

  /**
   * Begins a commit over databases: waits for those that write to them, and lets nobody else write
   * until it is closed. A thread has one commit at a time.
   */
  public DocumentCommit begin(Collection<DocumentStore> stores) {
    List<DocumentDatabase> databases = stores.stream().map(DocumentStore::database).toList();
    return new DocumentCommit(DatabaseTransaction.begin(databases));
  }

  /** Adds a listener for all databases; it is told what happens from now on. */
  public void addListener(ChangeListener listener) {
    listeners.add(listener);
  }

  /** Id of the identity that this node writes with. */
  public String identityId() {
    return node.identity().id();
  }

  /** Closes the node and all its databases. */
  @Override
  public void close() {
    node.close();
  }

  DebrosNode node() {
    return node;
  }

  void addGroup(IndexSpec index) {
    if (index.group() != null) {
      groups.add(index.group());
    }
  }

  /** Name of a database by its address. */
  String nameOf(String address) {
    String name = addresses.get(address);
    if (name == null) {
      node.databases().forEach(info -> addresses.put(info.address().toString(), info.name()));
      name = addresses.get(address);
    }
    if (name == null) {
      throw new IllegalStateException("Database is in an index but not in the node: " + address);
    }
    return name;
  }

  /** Whether a database that was opened here belongs to the group. */
  boolean hasGroup(@Nullable String group) {
    return group != null && groups.contains(group);
  }

  private DocumentStore opened(String name, List<IndexSpec> indexes) {
    DocumentOptions options =
        DocumentOptions.defaults()
            .withIndexes(indexes.stream().map(DocumentStore::definition).toList());
    DocumentDatabase database =
        node.openDocuments(name, writers.isEmpty() ? options : options.withWrite(writers));
    database.addListener(forwarder);
    return new DocumentStore(database, this, indexes);
  }

  private synchronized void addName(String name) {
    if (!names.contains(name)) {
      Set<String> more = new TreeSet<>(names);
      more.add(name);
      names = Set.copyOf(more);
    }
  }
}
