package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.database.IndexedEntry;
import io.debros.store.database.Indexing;
import io.debros.store.database.StoredDatabase;
import io.debros.store.database.StoredDatabase.Made;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.Problem;
import io.debros.store.error.StorageException;
import io.debros.store.index.IndexAudit;
import io.debros.store.index.IndexPart;
import io.debros.store.index.WinningEntry;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.IpfsAccessList;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryOrder;
import io.debros.store.oplog.StoredLog;
import java.util.ArrayList;
import java.util.List;
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
    Indexing indexing = manifest == null ? null : indexing(manifest);
    IndexAudit audit = indexing == null ? null : audit(indexing);
    LogVerification log = new LogVerification(scope, address, findings, indexing, audit, partSize);
    log.run(threads);
    return new DatabaseReport(
        address,
        manifest == null ? null : manifest.name(),
        log.entries(),
        indexing == null ? -1 : checkIndex(log, indexing, audit),
        log.unreadable(),
        findings.listed(),
        findings.omitted());
  }

  /** Null if the index cannot be compared with the log: it is of another kind, or not made. */
  private @Nullable Indexing indexing(Manifest manifest) {
    Encryption encryption = scope.reading(address).encryption();
    Indexing known = scope.indexing(manifest);
    List<Entry> heads = heads();
    if (known == null || heads == null) {
      return null;
    }
    Indexing indexing = StoredDatabase.indexing(scope.reader(), address, heads, known, encryption);
    Made made = StoredDatabase.made(scope.reader(), address, heads, indexing, encryption);
    if (made == Made.OUTDATED) {
      findings.add(
          FindingKind.INDEX_OUTDATED,
          problem("Index of the database is not made from its present heads")
              .at("address", address)
              .advice("Open the database: that makes it"));
    }
    boolean isSealedMerge = indexing.merge() != null && encryption.data() != null;
    return made == Made.PRESENT && !isSealedMerge ? indexing : null;
  }

  /** Newest first; null if one of them cannot be read, which is another fault. */
  private @Nullable List<Entry> heads() {
    List<Entry> heads = new ArrayList<>();
    try {
      for (Cid hash : StoredLog.of(address.toString()).headHashes(scope.reader())) {
        Entry head = scope.blocks(address).findEntry(hash);
        if (head == null) {
          return null;
        }
        heads.add(head);
      }
    } catch (StorageException damaged) {
      return null;
    }
    heads.sort(EntryOrder.NEWEST_FIRST);
    return heads;
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

  private @Nullable IndexAudit audit(Indexing indexing) {
    return IndexAudit.of(
        scope.node().context().indexes(),
        scope.reader(),
        address.toString(),
        StoredDatabase.merge(indexing, scope.blocks(address)::findEntry),
        (part, problem) -> findings.add(kindOf(part), problem.at("database", address)));
  }

  private long checkIndex(LogVerification log, Indexing indexing, @Nullable IndexAudit audit) {
    if (audit == null) {
      return log.entries() == 0 ? 0 : -1;
    }
    Cancellable progress = scope.progress();
    progress.begin("index", address, 0);
    long live =
        audit.rows(log.fitting(), (key, row) -> isOfLog(key, row, indexing), progress::done);
    progress.end();
    return live;
  }

  /** Whether a row is the one of an entry of the log, or of one that cannot be read any more. */
  private boolean isOfLog(String key, WinningEntry row, Indexing indexing) {
    if (!StoredLog.of(address.toString()).has(scope.reader(), row.hash())) {
      return false;
    }
    Entry entry = scope.blocks(address).findEntry(row.hash());
    if (entry == null) {
      return true;
    }
    IndexedEntry right = StoredDatabase.read(indexing, entry);
    return right == null
        ? entry.encryptedPayload() != null
        : right.key().equals(key) || (row.deleted() && entry.encryptedPayload() != null);
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
