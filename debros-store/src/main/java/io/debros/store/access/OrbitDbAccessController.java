package io.debros.store.access;

import static io.debros.store.error.Problem.problem;

import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.ClosedException;
import io.debros.store.identity.Identity;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Standing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * The list is read through a cache that holds as long as the heads of its log stay the same, so
 * checking a writer costs a look-up, whatever the number of grants. Heads are taken before the list
 * is read: if it changes in between, the cache is stale for its heads and is read again next time.
 */
/**
 * A list of writers that can change: a replicated key-value database of capabilities, each with the
 * ids that have it. Who has {@value #WRITE} or {@value #ADMIN} may write to the ruled database, the
 * root admins always. Only root admins may change the list, and they cannot be revoked; the
 * capability {@value #ADMIN} does not give that right.
 *
 * <p>Concurrent changes of one capability do not merge: one list wins on all nodes, and the grants
 * of the other have to be given again. A writer who was granted once and is not listed now is
 * {@link Standing#FORMERLY} a writer.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://github.com/orbitdb/orbitdb/blob/main/docs/ACCESS_CONTROLLERS.md">OrbitDB
 *     access controllers</a>
 */
public final class OrbitDbAccessController implements AccessController {
  /** The capability to write to the ruled database. */
  public static final String WRITE = "write";

  /** The capability of admins, who may write to the ruled database as well. */
  public static final String ADMIN = "admin";

  /** Capabilities that give the right to write. */
  static final List<String> WRITING = List.of(WRITE, ADMIN);

  private final Address address;
  private final Set<String> rootAdmins;
  private final AccessDatabases databases;
  private final GrantHistory history = new GrantHistory();
  private volatile @Nullable KeyValueDatabase database;
  private volatile @Nullable Writers cached;

  OrbitDbAccessController(Address address, List<String> rootAdmins, AccessDatabases databases) {
    this.address = address;
    this.rootAdmins = new LinkedHashSet<>(rootAdmins);
    this.databases = databases;
  }

  /** {@code /orbitdb/zdpu…}: the address of the list. */
  @Override
  public String address() {
    return address.toString();
  }

  /** The list itself. Writing to it other than by this class is for the brave. */
  public KeyValueDatabase database() {
    KeyValueDatabase present = database;
    if (present == null || present.isClosed()) {
      present = databases.open(address);
      database = present;
    }
    return present;
  }

  @Override
  public Standing standing(Identity writer) {
    return read(list -> standing(list, writer.id()));
  }

  /**
   * Who has what: every capability that somebody has, with the ids that have it in the order in
   * which they were granted, {@code *} for everybody. The root admins are among those with {@value
   * #ADMIN}.
   */
  public Map<String, Set<String>> capabilities() {
    Map<String, Set<String>> capabilities = new LinkedHashMap<>();
    for (Row row : read(KeyValueDatabase::all)) {
      if (row.isReadable()) { // else it grants nothing, and does not say its key
        capabilities.put(row.key(), AccessLists.ids(row.value()));
      }
    }
    capabilities.computeIfAbsent(ADMIN, key -> new LinkedHashSet<>()).addAll(rootAdmins);
    return capabilities;
  }

  /** Whether an id has a capability, by name or because everybody has. */
  public boolean hasCapability(String capability, String id) {
    Set<String> ids = read(list -> granted(list, capability));
    if (capability.equals(ADMIN)) {
      ids.addAll(rootAdmins);
    }
    return AccessLists.lists(ids, id);
  }

  /** Ids of all who may write: admins, root admins, and who has {@value #WRITE}; or {@code *}. */
  public Set<String> writers() {
    return Collections.unmodifiableSet(read(list -> writers(list, list.heads())));
  }

  /**
   * Gives an identity a capability. Entries of theirs that were refused before are tried again.
   * Granting again writes again.
   *
   * @param capability {@value #WRITE}, {@value #ADMIN}, or any text that the application knows
   * @param id of an identity, or {@code *} for everybody
   * @return hash of the entry in the log of the list
   * @throws AppendDeniedException if the identity of this node is no root admin
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid grant(String capability, String id) {
    return change(capability, id, ids -> ids.add(id));
  }

  /**
   * Takes a capability from an identity; writes also if it had not got it. What the identity wrote
   * before stays where it is, and stays readable for newcomers if a writer has built on it.
   *
   * @return hash of the entry in the log of the list
   * @throws AppendDeniedException if the identity of this node is no root admin
   * @throws io.debros.store.error.StorageException if nothing was written
   */
  public Cid revoke(String capability, String id) {
    return change(capability, id, ids -> ids.remove(id));
  }

  private Standing standing(KeyValueDatabase list, String id) {
    List<Entry> heads = list.heads();
    if (AccessLists.lists(writers(list, heads), id)) {
      return Standing.MAY_WRITE;
    }
    return history.has(list.log(), heads, id) ? Standing.FORMERLY : Standing.NEVER;
  }

  /** Somebody may close the list while it is read: then it is opened again. */
  private <T> T read(Function<KeyValueDatabase, T> action) {
    while (true) {
      KeyValueDatabase list = database();
      try {
        return action.apply(list);
      } catch (ClosedException e) {
        if (!list.isClosed()) {
          throw e;
        }
      }
    }
  }

  private Cid change(String capability, String id, Change change) {
    requireText("capability", capability);
    requireText("id", id);
    KeyValueDatabase list = database();
    requireRootAdmin(list.log().identity());
    try (DatabaseTransaction transaction = DatabaseTransaction.begin(List.of(list))) {
      Row row = transaction.find(list, capability);
      Set<String> ids = AccessLists.ids(row == null ? null : row.value());
      change.apply(ids);
      Cid hash =
          ids.isEmpty()
              ? transaction.delete(list, capability)
              : transaction.put(list, capability, AccessLists.list(ids));
      transaction.commit();
      return hash;
    }
  }

  private Set<String> writers(KeyValueDatabase list, List<Entry> heads) {
    Writers known = cached;
    if (known == null || !known.heads.equals(heads)) {
      Set<String> ids = new LinkedHashSet<>(rootAdmins);
      WRITING.forEach(capability -> ids.addAll(granted(list, capability)));
      known = new Writers(heads, ids);
      cached = known;
    }
    return known.ids;
  }

  private static Set<String> granted(KeyValueDatabase list, String capability) {
    return AccessLists.ids(list.find(capability));
  }

  private void requireRootAdmin(Identity identity) {
    if (!AccessLists.lists(rootAdmins, identity.id())) {
      throw new AppendDeniedException(
          problem("Only root admins may change who may write")
              .at("list", address)
              .at("identity", identity.id())
              .at("rootAdmins", rootAdmins)
              .advice("Ask one of them, or create a database with other root admins"));
    }
  }

  private void requireText(String part, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          problem("Grant lacks a part")
              .at("list", address)
              .at("part", part)
              .advice("Name the capability and the id of the identity")
              .toString());
    }
  }

  /** What happens to the ids that have a capability. */
  private interface Change {
    void apply(Set<String> ids);
  }

  /** Who may write, by the list of these heads. */
  private record Writers(List<Entry> heads, Set<String> ids) {}
}
