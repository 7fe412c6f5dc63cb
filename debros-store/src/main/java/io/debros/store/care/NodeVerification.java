package io.debros.store.care;

import static io.debros.store.error.Problem.problem;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.debros.store.block.BlockStore;
import io.debros.store.database.StoredDatabase;
import io.debros.store.directory.DataFormat;
import io.debros.store.directory.DatabaseRecord;
import io.debros.store.directory.Notes;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.Problem;
import io.debros.store.error.StorageException;
import io.debros.store.index.CatalogueAudit;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.StoredLog;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Checks what belongs to no single database: records, blocks, catalogue, notes. One thread. */
final class NodeVerification {
  private final Scope scope;
  private final Findings findings;
  private final List<Address> before;
  private final Set<Address> known;

  /**
   * @param before databases that were known before the moment of the reader
   */
  NodeVerification(Scope scope, List<Address> before, Findings findings) {
    this.scope = scope;
    this.findings = findings;
    this.before = before;
    this.known = new HashSet<>(scope.node().databases());
  }

  void run() {
    checkRecords();
    checkLogs();
    checkBlocks();
    checkCatalogue();
    checkFormat();
  }

  private void checkRecords() {
    Set<Address> recorded = new HashSet<>();
    scope.progress().begin("records", null, known.size());
    try (StorageCursor rows =
        scope.reader().scan(DatabaseRecord.SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        checkRecord(rows, recorded);
        scope.progress().done(1);
      }
    }
    scope.progress().end();
    for (Address address : before) {
      if (!recorded.contains(address)) {
        recordWrong(problem("Database has no record").at("address", address));
      }
    }
  }

  private void checkRecord(StorageCursor row, Set<Address> recorded) {
    try {
      DatabaseRecord found = DatabaseRecord.decode(row.key(), row.value());
      recorded.add(found.address());
      Manifest manifest = scope.blocks().findManifest(found.address());
      if (manifest == null && !known.contains(found.address())) {
        findings.add(
            FindingKind.RECORD_UNKNOWN,
            problem("Record names a database of which nothing is here")
                .at("address", found.address())
                .advice("Import the database, or let repair put the record aside"));
      }
      if (manifest != null && !DatabaseRecord.of(manifest).equals(found)) {
        recordWrong(
            problem("Record of a database contradicts its manifest")
                .at("address", found.address()));
      }
    } catch (StorageException damaged) {
      recordDamaged(row.key());
    }
  }

  private void recordDamaged(byte[] key) {
    if (DatabaseRecord.findAddress(key) == null) {
      findings.add(
          FindingKind.RECORD_UNKNOWN,
          problem("Record names no database")
              .at("row", hex(key))
              .advice("Let repair put the record aside; the right one follows from the manifest"));
    } else {
      recordWrong(problem("Record of a database is damaged").at("row", hex(key)));
    }
  }

  private void recordWrong(Problem problem) {
    findings.add(
        FindingKind.RECORD_WRONG, problem.advice("Repair makes it anew from the manifest"));
  }

  /** Logs of no database that is known. */
  private void checkLogs() {
    Set<String> prefixes =
        known.stream()
            .map(address -> hex(StoredLog.of(address.toString()).prefix()))
            .collect(toUnmodifiableSet());
    for (byte[] prefix : StoredLog.prefixes(scope.reader())) {
      if (!prefixes.contains(hex(prefix))) {
        String id = StoredLog.findId(scope.reader(), prefix, scope.blocks()::findEntry);
        findings.add(
            FindingKind.LOG_UNKNOWN,
            problem("Log belongs to no database that the node knows")
                .at("log", id == null ? hex(prefix) : id)
                .advice("Repair adds the database if its manifest is here"));
      }
    }
  }

  /** Also those that nothing names: whatever is stored is what it says. */
  private void checkBlocks() {
    scope.progress().begin("blocks", null, 0);
    try (StorageCursor rows =
        scope.reader().scan(BlockStore.SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        if (!isBlock(rows.key(), rows.value())) {
          findings.add(
              FindingKind.BLOCK_DAMAGED,
              problem("Block does not have the hash that it is named by")
                  .at("row", hex(rows.key()))
                  .advice("Repair with a source that has it, or let repair remove it"));
        }
        scope.progress().done(1);
      }
    }
    scope.progress().end();
  }

  private boolean isBlock(byte[] key, byte[] bytes) {
    try {
      scope.node().context().blocks().verified(Cid.decode(key), bytes);
      return true;
    } catch (BadBlockException | IllegalArgumentException damaged) {
      return false;
    }
  }

  private void checkCatalogue() {
    Set<String> addresses = StoredDatabase.namesInIndexes(known);
    scope.progress().begin("catalogue", null, 0);
    new CatalogueAudit(
            scope.node().context().indexes(),
            scope.reader(),
            addresses,
            (part, problem) -> findings.add(DatabaseVerification.kindOf(part), problem))
        .run(scope.progress()::done);
    for (String indexed : StoredDatabase.indexed(scope.reader())) {
      if (!addresses.contains(indexed)) {
        findings.add(
            FindingKind.CATALOGUE_WRONG,
            problem("Index is recorded of a database that the node does not know")
                .at("address", indexed));
      }
    }
    scope.progress().end();
  }

  private void checkFormat() {
    boolean strange = DataFormat.versionOf(scope.reader()) != DataFormat.CURRENT;
    try (StorageCursor rows =
        scope.reader().scan(DataFormat.SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        strange |= !DataFormat.isKnownRow(rows.key());
      }
    }
    if (strange) {
      findings.add(
          FindingKind.FORMAT_WRONG,
          problem("Rows that name the format are not those of this version")
              .advice("Open the node again: that makes them"));
    }
    if (!Notes.areRight(scope.reader())) {
      findings.add(
          FindingKind.NOTES_WRONG,
          problem("Notes are not those that were written")
              .advice("Restore the directory from a backup, or let the application note again"));
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
