package io.debros.jpa.document;

import io.debros.jpa.network.NodeListener;
import io.debros.store.DatabaseInfo;
import io.debros.store.DebrosNode;
import io.debros.store.care.VerifyOptions;
import io.debros.store.care.VerifyReport;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.manifest.Address;
import io.debros.store.progress.Progress;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The databases of one node, opened when they are first used. Thread-safe. */
public final class DocumentStores implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DocumentStores.class);

  private final DebrosNode node;
  private final DatabaseOpener opener;
  private final Map<String, DocumentStore> open = new ConcurrentHashMap<>();
  private final Map<String, KeyValueDatabase> keyValues = new ConcurrentHashMap<>();
  private final Map<String, String> addresses = new ConcurrentHashMap<>();
  private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
  private final List<NodeListener> nodeListeners = new CopyOnWriteArrayList<>();
  private final @Nullable DocumentNetwork network;
  private volatile Set<String> names;
  private volatile Set<String> groups = Set.of();

  private DocumentStores(DebrosNode node, AccessOptions access, boolean networked) {
    this.node = node;
    this.opener = new DatabaseOpener(node, access, listeners, nodeListeners);
    this.network =
        networked ? new DocumentNetwork(node.network(), this::openAddresses, this::nameOf) : null;
    node.databases().forEach(opener::addPresent);
    this.names = opener.present().names();
  }

  /**
   * The databases of a node without network that is open already; it is closed with them.
   *
   * @param writers as in {@link DocumentSettings}
   */
  public static DocumentStores of(DebrosNode node, List<String> writers) {
    return new DocumentStores(
        node, NodeSetup.access(DocumentSettings.Access.FIXED, writers), false);
  }

  /**
   * Opens a node.
   *
   * @throws io.debros.store.error.DirectoryLockedException if its directory is in use; names the
   *     process
   * @throws io.debros.store.error.StorageException if the directory cannot be used
   */
  public static DocumentStores open(DocumentSettings settings) {
    return new DocumentStores(
        DebrosNode.open(NodeSetup.settings(settings)),
        NodeSetup.access(settings.access(), settings.writers()),
        settings.network() != null);
  }

  /**
   * The database of a name, created if it is not here. One that is here keeps the writers that it
   * was made with. The same name gives the same store.
   *
   * @param indexes that it keeps from now on; not changed afterwards
   * @param merge how its documents merge, if this call opens it; null if the last write counts
   * @throws IllegalArgumentException if several of the name are here, none with the writers set
   */
  public DocumentStore open(String name, List<IndexSpec> indexes, @Nullable MergeSpec merge) {
    return open(name, indexes, merge, null);
  }

  /**
   * Like the other, for a database that may be encrypted.
   *
   * @param keyName of the key under which rows are encrypted, if this call opens it; null for none.
   *     See {@link DocumentStore#ensureKey}
   */
  public DocumentStore open(
      String name, List<IndexSpec> indexes, @Nullable MergeSpec merge, @Nullable String keyName) {
    DocumentStore store = open.get(name);
    if (store == null) {
      store =
          open.computeIfAbsent(name, key -> opener.documents(this, key, indexes, merge, keyName));
      addName(name);
    }
    store.ensureIndexes(indexes);
    return store;
  }

  /** The keys that documents are encrypted with. */
  public KeyRing keys() {
    return new KeyRing(this, node.encryptionKeys());
  }

  /** Databases that were opened here. */
  Collection<DocumentStore> opened() {
    return open.values();
  }

  /** The database of a name if it was opened here; null if not. */
  public @Nullable DocumentStore find(String name) {
    return open.get(name);
  }

  /** Names of the databases that were opened here, as they are now. */
  public Set<String> openNames() {
    return Set.copyOf(open.keySet());
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

  /** Address by name of all documents databases that this node has, and of open claims. */
  public SortedMap<String, String> addresses() {
    SortedMap<String, String> byName = new TreeMap<>();
    keyValues.forEach((name, database) -> byName.put(name, database.address().toString()));
    opener.present().addTo(byName);
    open.forEach((name, store) -> byName.put(name, store.address()));
    return byName;
  }

  /**
   * The claims of numbers in the key-value database of a name, created if it is not here; with the
   * writers that documents have.
   *
   * @throws IllegalArgumentException if several of the name are here, none with the writers set
   */
  public NumberClaims claims(String name) {
    return new NumberClaims(keyValue(name), identityId());
  }

  /** Live documents by name of all documents databases that this node has, open or not. */
  public Map<String, Long> documentCounts() {
    return node.databases().stream()
        .filter(info -> info.type().equals(DocumentDatabase.TYPE))
        .collect(Collectors.toMap(DatabaseInfo::name, DatabaseInfo::documentCount, Long::sum));
  }

  /** What was noted under a key in this directory; null if nothing. Notes are local. */
  public @Nullable String findNote(String key) {
    byte[] note = node.findNote(key);
    return note == null ? null : new String(note, StandardCharsets.UTF_8);
  }

  /** Notes a text under a key, in place of what was there. */
  public void putNote(String key, String text) {
    node.putNote(key, text.getBytes(StandardCharsets.UTF_8));
  }

  /** What is wrong with the data of the node, one line each. */
  public List<String> verify() {
    VerifyReport report = node.care().verify(VerifyOptions.defaults(), Progress.NONE);
    List<String> lines = new ArrayList<>();
    report.all().forEach(finding -> lines.add(finding.toString()));
    if (report.allOmitted() > 0) {
      lines.add("and " + report.allOmitted() + " more");
    }
    return lines;
  }

  /**
   * Writes a database as a CAR file; it need not be open.
   *
   * @param address one of {@link #addresses}
   * @throws io.debros.store.error.StorageException if the stream fails
   */
  public void exportCar(String address, OutputStream output) {
    node.exportCar(Address.parse(address), output);
  }

  /**
   * Takes in a database from a CAR file: all of it, or nothing. One that is not open is known by
   * its name from now on, and opened when it is used.
   *
   * @return its address
   * @throws io.debros.store.error.DebrosException if something in the file is missing or wrong
   */
  public String importCar(InputStream input) {
    Address address = node.importCar(input);
    String name = nameOf(address.toString());
    node.databases().stream()
        .filter(info -> info.address().equals(address))
        .forEach(opener::addPresent);
    opener.present().names().forEach(this::addName);
    String used = addresses().get(name);
    boolean isOpen = open.containsKey(name) || keyValues.containsKey(name);
    if (isOpen && !address.toString().equals(used)) {
      log.warn(
          "Database {} came in as {}, made with other writers than {}, which stays in use",
          name,
          address,
          used);
    }
    return address.toString();
  }

  /**
   * Lets an identity write to a database from now on.
   *
   * @param address one of {@link #addresses}
   * @throws IllegalArgumentException if its writers are fixed
   * @throws io.debros.store.error.AppendDeniedException if this node may not grant there
   */
  public void grant(String address, String identity) {
    rights(address).grant(identity);
  }

  /** Takes back what {@link #grant} gave; the same conditions. */
  public void revoke(String address, String identity) {
    rights(address).revoke(identity);
  }

  /**
   * Ids of those who may write to a database, or {@code *}.
   *
   * @param address one of {@link #addresses}
   */
  public Set<String> writers(String address) {
    return rights(address).writers();
  }

  /** All databases at this moment; close it. */
  public DocumentSnapshot snapshot() {
    Set<String> known = groups; // one that comes later need not be in the snapshot
    return new DocumentSnapshot(this, known, node.snapshot());
  }

  /**
   * Begins a commit over databases: waits for those that write to them, and lets nobody else write
   * until it is closed. A thread has one commit at a time.
   */
  public DocumentCommit begin(Collection<DocumentStore> stores) {
    List<DocumentDatabase> databases = stores.stream().map(DocumentStore::database).toList();
    return new DocumentCommit(DatabaseTransaction.begin(databases), identityId());
  }

  /** Adds a listener for all databases; it is told what happens from now on. */
  public void addListener(ChangeListener listener) {
    listeners.add(listener);
  }

  /** Has a listener told of peers, replication and refused entries from now on. */
  public void addListener(NodeListener listener) {
    nodeListeners.add(listener);
    if (network != null) {
      network.addListener(listener);
    }
  }

  /** Where the databases meet those of other nodes; null if they do not. */
  public @Nullable DocumentNetwork network() {
    return network;
  }

  /**
   * The list of owners in the key-value database of a name, created if it is not here; with the
   * writers that documents have.
   *
   * @throws IllegalArgumentException if several of the name are here, none with the writers set
   */
  public OwnerList owners(String name) {
    return new OwnerList(keyValue(name));
  }

  /** Id of the identity that this node writes with. */
  public String identityId() {
    return node.identity().id();
  }

  /**
   * Returns if the node takes writes. Writes nothing.
   *
   * @throws io.debros.store.error.StorageException if it does not, because an earlier write could
   *     not be stored
   */
  public void requireWritable() {
    node.requireWritable();
  }

  /** Closes the node and all its databases. */
  @Override
  public void close() {
    node.close();
  }

  DebrosNode node() {
    return node;
  }

  /** Has snapshots from now on show the index to those who ask for its group. */
  synchronized void addGroup(IndexSpec index) {
    String group = index.group();
    if (group != null && !groups.contains(group)) {
      Set<String> more = new TreeSet<>(groups);
      more.add(group);
      groups = Set.copyOf(more);
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

  private SortedMap<String, String> openAddresses() {
    SortedMap<String, String> byName = new TreeMap<>();
    keyValues.forEach((name, database) -> byName.put(name, database.address().toString()));
    open.forEach((name, store) -> byName.put(name, store.address()));
    return byName;
  }

  private KeyValueDatabase keyValue(String name) {
    return keyValues.computeIfAbsent(name, opener::keyValues);
  }

  private WriterRights rights(String address) {
    return new WriterRights(node, address, this::nameOf);
  }

  private synchronized void addName(String name) {
    if (!names.contains(name)) {
      Set<String> more = new TreeSet<>(names);
      more.add(name);
      names = Set.copyOf(more);
    }
  }
}
