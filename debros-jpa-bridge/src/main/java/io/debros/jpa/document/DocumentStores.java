package io.debros.jpa.document;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.network.NodeListener;
import io.debros.store.DatabaseInfo;
import io.debros.store.DebrosNode;
import io.debros.store.NetworkSettings;
import io.debros.store.NodeSettings;
import io.debros.store.access.IpfsAccessController;
import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.care.VerifyOptions;
import io.debros.store.care.VerifyReport;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DatabaseTypes;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.identity.Passphrase;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.manifest.Address;
import io.debros.store.merge.MergeRule;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Encryption;
import io.debros.store.progress.Progress;
import io.debros.store.storage.Durability;
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
  private final AccessOptions access;

  private final PresentDatabases present = new PresentDatabases();
  private final PresentDatabases presentKeyValues = new PresentDatabases();
  private final Map<String, DocumentStore> open = new ConcurrentHashMap<>();
  private final Map<String, KeyValueDatabase> keyValues = new ConcurrentHashMap<>();
  private final Map<String, String> addresses = new ConcurrentHashMap<>();
  private final Set<String> groups = ConcurrentHashMap.newKeySet();
  private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
  private final List<NodeListener> nodeListeners = new CopyOnWriteArrayList<>();
  private final @Nullable DocumentNetwork network;
  private volatile Set<String> names;

  private DocumentStores(DebrosNode node, AccessOptions access, boolean networked) {
    this.node = node;
    this.access = access;
    this.network =
        networked ? new DocumentNetwork(node.network(), this::openAddresses, this::nameOf) : null;
    node.databases().forEach(this::addPresent);
    this.names = present.names();
  }

  /**
   * The databases of a node without network that is open already; it is closed with them.
   *
   * @param writers as in {@link DocumentSettings}
   */
  public static DocumentStores of(DebrosNode node, List<String> writers) {
    return new DocumentStores(node, access(DocumentSettings.Access.FIXED, writers), false);
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
        DebrosNode.open(nodeSettings(settings)),
        access(settings.access(), settings.writers()),
        settings.network() != null);
  }

  private static NodeSettings nodeSettings(DocumentSettings settings) {
    NodeSettings node =
        settings.directory() == null
            ? NodeSettings.inMemory()
            : NodeSettings.in(settings.directory())
                .withDurability(
                    settings.durability() == DocumentSettings.Durability.COMMIT
                        ? Durability.COMMIT
                        : Durability.INTERVAL);
    String identity = settings.identityName();
    String passphrase = settings.passphrase();
    NetworkSettings network = settings.network();
    node = identity == null ? node : node.withIdentityName(identity);
    node = network == null ? node : node.withNetwork(network);
    return passphrase == null ? node : node.withPassphrase(Passphrase.of(passphrase));
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
      store = open.computeIfAbsent(name, key -> opened(key, indexes, merge, keyName));
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
    present.addTo(byName);
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
        .forEach(this::addPresent);
    present.names().forEach(this::addName);
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
    grants(address).grant(OrbitDbAccessController.WRITE, identity);
  }

  /** Takes back what {@link #grant} gave; the same conditions. */
  public void revoke(String address, String identity) {
    grants(address).revoke(OrbitDbAccessController.WRITE, identity);
  }

  /**
   * Ids of those who may write to a database, or {@code *}.
   *
   * @param address one of {@link #addresses}
   */
  public Set<String> writers(String address) {
    AccessController controller = node.access(Address.parse(address));
    return controller instanceof IpfsAccessController fixed
        ? fixed.write()
        : ((OrbitDbAccessController) controller).writers();
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

  private DocumentStore opened(
      String name, List<IndexSpec> indexes, @Nullable MergeSpec merge, @Nullable String keyName) {
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
    return new DocumentStore(database, this, indexes, view, keyName);
  }

  private SortedMap<String, String> openAddresses() {
    SortedMap<String, String> byName = new TreeMap<>();
    keyValues.forEach((name, database) -> byName.put(name, database.address().toString()));
    open.forEach((name, store) -> byName.put(name, store.address()));
    return byName;
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

  private KeyValueDatabase keyValue(String name) {
    return keyValues.computeIfAbsent(name, this::openedKeyValue);
  }

  private KeyValueDatabase openedKeyValue(String name) {
    DatabaseOptions options =
        DatabaseOptions.defaults()
            .withAccess(access)
            .withListeners(List.of(new RefusalForwarder(nodeListeners)));
    Address asked = node.addressOf(name, DatabaseTypes.KEY_VALUE, options);
    return node.openKeyValue(presentKeyValues.nameOrAddress(name, asked), options);
  }

  private OrbitDbAccessController grants(String address) {
    if (node.access(Address.parse(address)) instanceof OrbitDbAccessController grants) {
      return grants;
    }
    throw new IllegalArgumentException(
        problem("Writers of the database are fixed")
            .at("database", nameOf(address))
            .at("address", address)
            .advice("Set debros.access.type=orbitdb before a database is created")
            .toString());
  }

  private static AccessOptions access(DocumentSettings.Access access, List<String> writers) {
    String type =
        access == DocumentSettings.Access.GRANTED
            ? AccessOptions.ORBITDB
            : AccessOptions.defaults().type();
    return new AccessOptions(type, writers.isEmpty() ? null : writers);
  }

  private void addPresent(DatabaseInfo info) {
    if (info.type().equals(DocumentDatabase.TYPE)) {
      present.add(info.name(), info.address());
    } else if (info.type().equals(KeyValueDatabase.TYPE)) {
      presentKeyValues.add(info.name(), info.address());
    }
  }

  private synchronized void addName(String name) {
    if (!names.contains(name)) {
      Set<String> more = new TreeSet<>(names);
      more.add(name);
      names = Set.copyOf(more);
    }
  }
}
