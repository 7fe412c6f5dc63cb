package io.debros.store.index;

import static io.debros.store.error.Problem.problem;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.debros.store.index.IndexCatalogue.State;
import io.debros.store.index.IndexCatalogue.StoredIndex;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/*
 * An index is defined by code, so this process can keep an index up to date only if it was told the
 * definition. The first write to a database that leaves an index behind marks it stale in the same
 * batch; its rows are hidden from then on, and the next ensure builds it anew.
 */
/**
 * Field indexes: from an encoded value to the keys of the live documents that have it. Reads are
 * thread-safe and take the storage or a snapshot of it; rows change through {@link IndexStage}.
 */
public final class FieldIndex {
  private final Storage storage;
  private final IndexCatalogue catalogue;
  private final IndexBuilder builder;
  private final IndexGarbage garbage;
  private final WriteLocks locks;
  private final Map<Integer, Map<String, MaintainedIndex>> maintained = new ConcurrentHashMap<>();
  private final Map<Integer, List<Integer>> leftBehind = new ConcurrentHashMap<>();

  FieldIndex(
      Storage storage,
      IndexCatalogue catalogue,
      IndexBuilder builder,
      IndexGarbage garbage,
      WriteLocks locks) {
    this.storage = storage;
    this.catalogue = catalogue;
    this.builder = builder;
    this.garbage = garbage;
    this.locks = locks;
  }

  /**
   * Makes sure that an index is there, built and kept from now on. Builds it from the database's
   * rows if it is new; a changed fingerprint builds it anew, for all databases of a group. The
   * caller has the database's write lock. Databases of the group that others write to just now stay
   * hidden until they make sure of the index themselves.
   */
  public synchronized void ensure(int databaseId, IndexDefinition definition) {
    checkName(databaseId, definition);
    byte[] slot = CatalogueRows.slot(databaseId, definition.group(), definition.name());
    StoredIndex stored = IndexCatalogue.find(storage, slot);
    int id =
        stored != null && stored.fingerprint().equals(definition.fingerprint())
            ? join(stored.id(), databaseId)
            : replace(stored, slot, databaseId, definition);
    MaintainedIndex index = new MaintainedIndex(id, definition);
    for (int hidden : IndexCatalogue.hiddenIn(storage, id)) {
      if (hidden == databaseId) {
        builder.build(hidden, index);
      } else {
        buildOther(hidden, index);
      }
    }
    maintain(databaseId, index);
    garbage.collect();
  }

  /**
   * Ends an index: of a group, for this database only. Does nothing if it is not there. Nobody
   * writes to the database meanwhile.
   */
  public synchronized void drop(int databaseId, String name, @Nullable String group) {
    byte[] slot = CatalogueRows.slot(databaseId, group, name);
    StoredIndex stored = IndexCatalogue.find(storage, slot);
    if (stored == null) {
      return;
    }
    StorageBatch batch = new StorageBatch();
    if (group == null) {
      catalogue.end(batch, stored.id());
      batch.delete(CatalogueRows.CATALOGUE, slot);
    } else {
      IndexCatalogue.leave(batch, databaseId, stored.id());
    }
    storage.write(batch);
    maintainedBy(databaseId).values().removeIf(index -> index.id() == stored.id());
    leftBehind.remove(databaseId);
    garbage.collect();
  }

  /** Names of the indexes that are kept for a database. */
  public Set<String> names(int databaseId) {
    return Set.copyOf(maintainedBy(databaseId).keySet());
  }

  /**
   * Rows of one database with values of a range, by value and then by key; a shared index shows
   * this database's rows only. The caller closes the cursor.
   *
   * @throws IllegalArgumentException if the index is not kept for the database, or was not built
   *     when the snapshot was taken
   */
  public FieldCursor scan(
      StorageReader reader, int databaseId, String name, ValueRange range, Direction direction) {
    MaintainedIndex index = get(databaseId, name);
    if (IndexCatalogue.state(reader, databaseId, index.id()) != State.COMPLETE) {
      throw notThere("database", databaseId, name);
    }
    return new FieldCursor(
        reader.scan(FieldRows.FIELDS, FieldRows.of(index.id(), range), direction),
        database -> database == databaseId);
  }

  /**
   * Rows of all databases of a group with values of a range, by value, then database, then key. A
   * database is shown if its index is built and no write has left it behind. The caller closes the
   * cursor.
   *
   * @throws IllegalArgumentException if the group has no such index, or had none when the snapshot
   *     was taken
   */
  public FieldCursor scanGroup(
      StorageReader reader, String group, String name, ValueRange range, Direction direction) {
    StoredIndex index = IndexCatalogue.find(reader, CatalogueRows.slot(0, group, name));
    if (index == null) {
      throw notThere("group", group, name);
    }
    Set<Integer> hidden = new HashSet<>(IndexCatalogue.hiddenIn(reader, index.id()));
    return new FieldCursor(
        reader.scan(FieldRows.FIELDS, FieldRows.of(index.id(), range), direction),
        database -> !hidden.contains(database));
  }

  /**
   * The index of this name that is kept for a database.
   *
   * @throws IllegalArgumentException if there is none
   */
  MaintainedIndex get(int databaseId, String name) {
    MaintainedIndex index = maintainedBy(databaseId).get(name);
    if (index == null) {
      throw notThere("database", databaseId, name);
    }
    return index;
  }

  /** The indexes to be kept with a write. */
  Iterable<MaintainedIndex> indexesOf(int databaseId) {
    return maintainedBy(databaseId).values();
  }

  /** Marks the indexes that a write leaves behind. */
  void hideLeftBehind(StorageBatch batch, int databaseId) {
    for (int index : leftBehind.computeIfAbsent(databaseId, this::notMaintained)) {
      IndexCatalogue.putState(batch, databaseId, index, State.STALE);
    }
  }

  /** The batch of {@link #hideLeftBehind} was written. */
  void hidden(int databaseId) {
    leftBehind.put(databaseId, List.of());
  }

  /** Whether an index is built and kept as defined, so that there is nothing to ensure. */
  public boolean isKept(int databaseId, IndexDefinition definition) {
    MaintainedIndex index = maintainedBy(databaseId).get(definition.name());
    return index != null
        && index.definition().fingerprint().equals(definition.fingerprint())
        && Objects.equals(index.definition().group(), definition.group())
        && IndexCatalogue.state(storage, databaseId, index.id()) == State.COMPLETE;
  }

  /** Keeps the indexes of a database that is dropped for its new number, which has no rows. */
  synchronized void carryOver(StorageBatch batch, int dropped, int fresh) {
    for (MaintainedIndex old : maintainedBy(dropped).values()) {
      IndexDefinition definition = old.definition();
      int id = old.id();
      if (definition.group() == null) {
        id = catalogue.newNumber();
        byte[] slot = CatalogueRows.slot(fresh, null, definition.name());
        IndexCatalogue.put(batch, slot, new StoredIndex(id, definition.fingerprint()));
      }
      IndexCatalogue.putState(batch, fresh, id, State.COMPLETE);
      maintain(fresh, new MaintainedIndex(id, definition));
    }
  }

  /** A database was dropped. Its definitions stay: older snapshots can still be scanned. */
  void dropped(int databaseId) {
    leftBehind.remove(databaseId);
  }

  /** Every index was removed. */
  void forgetAll() {
    maintained.clear();
    leftBehind.clear();
  }

  private List<Integer> notMaintained(int databaseId) {
    Set<Integer> kept =
        maintainedBy(databaseId).values().stream()
            .map(MaintainedIndex::id)
            .collect(toUnmodifiableSet());
    return catalogue.indexesOf(databaseId).stream()
        .filter(index -> !kept.contains(index))
        .filter(index -> IndexCatalogue.state(storage, databaseId, index) == State.COMPLETE)
        .toList();
  }

  private void checkName(int databaseId, IndexDefinition definition) {
    MaintainedIndex present = maintainedBy(databaseId).get(definition.name());
    if (present != null && !Objects.equals(present.definition().group(), definition.group())) {
      throw new IllegalArgumentException(
          problem("Database has two indexes of one name")
              .at("database", databaseId)
              .at("index", definition.name())
              .advice("Name the index of the group and the one of the database differently")
              .toString());
    }
  }

  private int join(int indexId, int databaseId) {
    if (IndexCatalogue.state(storage, databaseId, indexId) == null) {
      StorageBatch batch = new StorageBatch();
      IndexCatalogue.putState(batch, databaseId, indexId, State.EMPTY);
      storage.write(batch);
    }
    return indexId;
  }

  /** Gives the index a new number, under which it has no rows yet; the old one becomes garbage. */
  private int replace(
      @Nullable StoredIndex old, byte[] slot, int databaseId, IndexDefinition definition) {
    int id = catalogue.newNumber();
    Set<Integer> members = new TreeSet<>(List.of(databaseId));
    StorageBatch batch = new StorageBatch();
    if (old != null) {
      members.addAll(catalogue.membersOf(old.id()));
      catalogue.end(batch, old.id());
    }
    members.forEach(member -> IndexCatalogue.putState(batch, member, id, State.EMPTY));
    IndexCatalogue.put(batch, slot, new StoredIndex(id, definition.fingerprint()));
    storage.write(batch);
    return id;
  }

  /** Builds another database of the group, unless it was dropped or somebody writes to it. */
  private void buildOther(int databaseId, MaintainedIndex index) {
    String address = IndexCatalogue.findAddress(storage, databaseId);
    if (address == null || !locks.of(address).tryLock()) {
      return; // waiting could be for a thread that waits for us
    }
    try {
      boolean present = IndexCatalogue.findAddress(storage, databaseId) != null;
      if (present && mayBuild(databaseId, index)) {
        builder.build(databaseId, index);
      }
    } finally {
      locks.of(address).unlock();
    }
  }

  /**
   * Whether another database of the group can be built too. One that this process writes to without
   * the definition would be left behind again; one that has the index gets the new definition.
   */
  private boolean mayBuild(int databaseId, MaintainedIndex index) {
    if (maintainedBy(databaseId).containsKey(index.definition().name())) {
      maintain(databaseId, index);
      return true;
    }
    return !leftBehind.containsKey(databaseId);
  }

  private void maintain(int databaseId, MaintainedIndex index) {
    maintained
        .computeIfAbsent(databaseId, id -> new ConcurrentHashMap<>())
        .put(index.definition().name(), index);
    leftBehind.remove(databaseId);
  }

  private Map<String, MaintainedIndex> maintainedBy(int databaseId) {
    return maintained.getOrDefault(databaseId, Map.of());
  }

  private static IllegalArgumentException notThere(String kind, Object where, String name) {
    return new IllegalArgumentException(
        problem("Index is not there")
            .at(kind, where)
            .at("index", name)
            .advice("Ensure the index first, and read with a snapshot taken after that")
            .toString());
  }
}
