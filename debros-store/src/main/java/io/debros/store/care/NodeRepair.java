package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.care.RepairAction.Kind;
import io.debros.store.database.StoredDatabase;
import io.debros.store.directory.DataFormat;
import io.debros.store.directory.DatabaseRecord;
import io.debros.store.directory.Notes;
import io.debros.store.error.StorageException;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.StoredLog;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Repairs what belongs to no single database. Nobody has one open. One thread. */
final class NodeRepair {
  private final Scope scope;
  private final Storage storage;
  private final Blocks blocks;
  private final BlockFetch fetch;
  private final Actions actions;
  private final boolean quarantines;

  NodeRepair(Scope scope, BlockFetch fetch, Actions actions, boolean quarantines) {
    this.scope = scope;
    this.storage = scope.node().context().storage();
    this.blocks = scope.blocks();
    this.fetch = fetch;
    this.actions = actions;
    this.quarantines = quarantines;
  }

  /**
   * Makes the records of databases anew from their manifests, and those of logs without one.
   *
   * @return whether a database was forgotten, of which the indexes may have something yet
   */
  boolean fixRecords() {
    boolean forgotten = false;
    for (Address address : scope.node().databases()) {
      record(address);
    }
    try (StorageCursor rows =
        storage.scan(DatabaseRecord.SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        forgotten |= fixRecord(rows.key(), rows.value());
      }
    }
    for (byte[] prefix : StoredLog.prefixes(storage)) {
      String id = StoredLog.findId(storage, prefix, blocks::findEntry);
      if (id != null && id.startsWith("/orbitdb/")) {
        record(Address.parse(id));
      }
    }
    return forgotten;
  }

  /** False if there is no manifest to make it from. */
  private boolean record(Address address) {
    Manifest manifest = fetch.ensure(address.manifest()) ? blocks.findManifest(address) : null;
    if (manifest == null) {
      return false;
    }
    DatabaseRecord right = DatabaseRecord.of(manifest);
    if (!right.equals(find(address))) {
      StorageBatch batch = new StorageBatch();
      right.put(batch);
      storage.write(batch);
      actions.add(
          Kind.REBUILT, problem("Record of a database was made anew").at("address", address));
    }
    scope.node().remember(manifest);
    return true;
  }

  private @Nullable DatabaseRecord find(Address address) {
    byte[] key = address.manifest().bytes();
    byte[] value = storage.get(DatabaseRecord.SPACE, key);
    try {
      return value == null ? null : DatabaseRecord.decode(key, value);
    } catch (StorageException damaged) {
      return null;
    }
  }

  /** Whether the database of the record was forgotten. */
  private boolean fixRecord(byte[] key, byte[] value) {
    Address address = DatabaseRecord.findAddress(key);
    if (address != null && record(address)) {
      return false;
    }
    if (quarantines && (address == null || !hasLog(address))) {
      aside(DatabaseRecord.SPACE, key, value, "Record of no database was put aside");
      if (address != null) {
        scope.node().forget(address);
        return true;
      }
    }
    return false;
  }

  private boolean hasLog(Address address) {
    StoredLog log = StoredLog.of(address.toString());
    try (StorageCursor entries = log.entries(storage)) {
      return log.hasHeads(storage) || entries.next();
    }
  }

  /** Removes rows of unknown logs that say what other logs say too; puts others aside. */
  void fixUnknownLogs() {
    Set<String> known = new HashSet<>();
    for (Address address : scope.node().databases()) {
      known.add(hex(StoredLog.of(address.toString()).prefix()));
    }
    for (byte[] prefix : StoredLog.prefixes(storage)) {
      if (!known.contains(hex(prefix))) {
        StoredLog.forEachRow(storage, prefix, this::fixUnknown);
      }
    }
  }

  private void fixUnknown(Space space, byte[] key, byte[] value, List<Cid> hashes) {
    if (!hashes.isEmpty() && hashes.stream().allMatch(this::isInItsLog)) {
      storage.write(new StorageBatch().delete(space, key));
      actions.add(
          Kind.REMOVED,
          problem("Row of an unknown log was removed; its own log says the same")
              .at("row", hex(key)));
    } else if (quarantines) {
      aside(space, key, value, "Row of an unknown log was put aside");
    }
  }

  private boolean isInItsLog(Cid hash) {
    Entry entry = blocks.findEntry(hash);
    return entry != null && StoredLog.of(entry.logId()).has(storage, hash);
  }

  /** Removes all indexes; each database makes its own when it is opened. */
  void forgetIndexes() {
    StorageBatch batch = new StorageBatch();
    StoredDatabase.forgetIndexes(storage, batch);
    scope.node().context().indexes().forgetAll(batch);
    actions.add(Kind.REBUILT, problem("All indexes were removed, to be made anew"));
  }

  /** Brings the rows that name the format in order. */
  void fixFormat() {
    try (StorageCursor rows = storage.scan(DataFormat.SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        if (!DataFormat.isKnownRow(rows.key())) {
          aside(DataFormat.SPACE, rows.key(), rows.value(), "Row of no meaning was put aside");
        }
      }
    }
    if (DataFormat.versionOf(storage) != DataFormat.CURRENT) {
      DataFormat.nameAnew(storage);
      actions.add(Kind.REBUILT, problem("Format of the data was named anew"));
    }
    if (quarantines && !Notes.areRight(storage)) {
      Notes.accept(storage);
      actions.add(
          Kind.QUARANTINED, problem("Notes that are here were taken for all that there were"));
    }
  }

  private void aside(Space space, byte[] key, byte[] value, String sentence) {
    StorageBatch batch = new StorageBatch();
    Quarantine.move(batch, space, key, value);
    storage.write(batch);
    actions.add(Kind.QUARANTINED, problem(sentence).at("space", space.name()).at("row", hex(key)));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
