package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.care.RowReader.KeyedEntry;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.Problem;
import io.debros.store.index.IndexAudit;
import io.debros.store.index.IndexPart;
import io.debros.store.index.WinningEntry;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.IpfsAccessList;
import io.debros.store.manifest.Manifest;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.StoredLog;
import org.jspecify.annotations.Nullable;

/** Checks one database: description, log, index. One thread. */
final class DatabaseVerification {
  private final Scope scope;
  private final Address address;
  private final Findings findings;
  private final int partSize;

  DatabaseVerification(Scope scope, Address address, Findings findings, int partSize) {
    this.scope = scope;
    this.address = address;
    this.findings = findings;
    this.partSize = partSize;
  }

  DatabaseReport run(InParallel threads) {
    Manifest manifest = manifest();
    if (manifest != null) {
      checkAccess(manifest);
    }
    RowReader rows = manifest == null ? null : scope.node().rows(manifest);
    IndexAudit audit = audit();
    LogVerification log = new LogVerification(scope, address, findings, rows, audit, partSize);
    log.run(threads);
    long live = isIndexed(log.entries()) ? checkIndex(log, rows, audit) : -1;
    return new DatabaseReport(
        address,
        manifest == null ? null : manifest.name(),
        log.entries(),
        live,
        0,
        findings.listed(),
        findings.omitted());
  }

  private @Nullable Manifest manifest() {
    byte[] bytes = scope.blocks().find(address.manifest(), "manifest", findings);
    try {
      return bytes == null ? null : Manifest.decode(bytes);
    } catch (BadBlockException e) {
      undescribed("Block of the address is no manifest", e);
      return null;
    }
  }

  private void checkAccess(Manifest manifest) {
    if (!manifest.accessControllerType().equals(IpfsAccessList.TYPE)) {
      return; // another database, which is verified by itself
    }
    try {
      byte[] bytes =
          scope
              .blocks()
              .find(
                  IpfsAccessList.parseAddress(manifest.accessController()),
                  "access list",
                  findings);
      if (bytes != null) {
        IpfsAccessList.decode(bytes);
      }
    } catch (BadBlockException | IllegalArgumentException e) {
      undescribed("Manifest names an access list that is none", e);
    }
  }

  private @Nullable IndexAudit audit() {
    return IndexAudit.of(
        scope.node().context().indexes(),
        scope.reader(),
        address.toString(),
        (part, problem) -> findings.add(kindOf(part), problem.at("database", address)));
  }

  /** An index that is to be made anew anyway is not compared. */
  private boolean isIndexed(long entries) {
    boolean made = scope.node().isIndexed(scope.reader(), address);
    if (!made) {
      findings.add(
          FindingKind.INDEX_OUTDATED,
          problem("Index of the database is not made from its present heads")
              .at("entries", entries)
              .advice("Open the database: that makes it"));
    }
    return made;
  }

  private long checkIndex(
      LogVerification log, @Nullable RowReader rows, @Nullable IndexAudit audit) {
    if (rows == null || audit == null) {
      return audit == null && log.entries() == 0 ? 0 : -1;
    }
    Cancellable progress = scope.progress();
    progress.begin("index", address, 0);
    long live = audit.rows(log.fitting(), (key, row) -> isOfLog(key, row, rows), progress::done);
    progress.end();
    return live;
  }

  /** Whether a row is the one of an entry of the log, or of one that cannot be read any more. */
  private boolean isOfLog(String key, WinningEntry row, RowReader rows) {
    if (!StoredLog.of(address.toString()).has(scope.reader(), row.hash())) {
      return false;
    }
    Entry entry = scope.blocks().findEntry(row.hash());
    if (entry == null) {
      return true;
    }
    KeyedEntry right = rows.read(entry);
    return right != null && right.key().equals(key);
  }

  private void undescribed(String sentence, Exception cause) {
    Problem found = problem(sentence).at("address", address).at("reason", cause.getMessage());
    findings.add(FindingKind.DESCRIPTION_MISSING, found);
  }

  static FindingKind kindOf(IndexPart part) {
    return switch (part) {
      case KEYS -> FindingKind.KEY_INDEX_WRONG;
      case ORDER -> FindingKind.ORDER_INDEX_WRONG;
      case FIELDS -> FindingKind.FIELD_INDEX_WRONG;
      case COUNT -> FindingKind.COUNT_WRONG;
      case CATALOGUE -> FindingKind.CATALOGUE_WRONG;
    };
  }
}
