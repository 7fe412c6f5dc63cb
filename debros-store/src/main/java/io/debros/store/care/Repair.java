package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.access.IpfsAccessController;
import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.care.RepairAction.Kind;
import io.debros.store.database.Indexing;
import io.debros.store.database.StoredDatabase;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.DebrosException;
import io.debros.store.error.UnreadableException;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.IpfsAccessList;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.StoredLog;
import io.debros.store.progress.Progress;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * From the bottom up, because each layer follows from the one below: blocks, descriptions and
 * records, logs, indexes. What ends early is found and finished by the next repair.
 */
/** One run of {@link NodeCare#repair}. One thread. */
final class Repair {
  private static final Logger LOG = LoggerFactory.getLogger(Repair.class);
  private static final Set<FindingKind> OF_LOGS =
      EnumSet.of(
          FindingKind.BLOCK_MISSING,
          FindingKind.BLOCK_DAMAGED,
          FindingKind.ENTRY_INVALID,
          FindingKind.LINK_MISSING,
          FindingKind.LOG_INDEX_WRONG,
          FindingKind.HEADS_WRONG);
  private static final Set<FindingKind> OF_INDEXES =
      EnumSet.of(
          FindingKind.CATALOGUE_WRONG,
          FindingKind.KEY_INDEX_WRONG,
          FindingKind.ORDER_INDEX_WRONG,
          FindingKind.FIELD_INDEX_WRONG,
          FindingKind.COUNT_WRONG);

  private final CaredNode node;
  private final RepairOptions options;
  private final Progress progress;
  private final Storage storage;
  private final Scope scope;
  private final Actions actions;
  private final BlockFetch fetch;

  Repair(CaredNode node, RepairOptions options, Progress progress) {
    this.node = node;
    this.options = options;
    this.progress = progress;
    this.storage = node.context().storage();
    this.scope = new Scope(node, storage, new Cancellable(progress), Reading.ofOpen(node));
    this.actions = new Actions(options.verify().maxFindings());
    this.fetch = new BlockFetch(storage, node.context().blocks(), this::source, actions);
  }

  RepairReport run() {
    VerifyReport before = verify();
    if (before.isClean()) {
      return new RepairReport(before, List.of(), 0, before);
    }
    node.alone(() -> repair(before));
    return new RepairReport(before, actions.listed(), actions.omitted(), verify());
  }

  /** The identity of the node is never lost: it follows from the key store. */
  private byte @Nullable [] source(Cid block) {
    Block own = node.context().identity().block();
    return own.cid().equals(block) ? own.bytes() : options.source().fetch(block);
  }

  private VerifyReport verify() {
    return new Verification(
            node, scope.readings(), options.verify(), progress, LogVerification.PART)
        .run();
  }

  private void repair(VerifyReport found) {
    NodeRepair nodeRepair = new NodeRepair(scope, fetch, actions, options.quarantines());
    repairBlocks();
    describe();
    boolean forgotten = nodeRepair.fixRecords();
    Set<Address> outdated = new LinkedHashSet<>();
    try (InParallel threads = new InParallel(options.verify().threads())) {
      for (Address address : node.databases()) {
        if (repairLog(address, found, threads)) {
          outdated.add(address);
        }
      }
    }
    nodeRepair.fixUnknownLogs();
    if (forgotten || has(found.findings(), OF_INDEXES) || found.omitted() > 0) {
      nodeRepair.forgetIndexes();
      outdated.addAll(node.databases());
    }
    reindex(outdated);
    nodeRepair.fixFormat();
  }

  /** Blocks, manifests and access lists that have another name than their own. */
  private void repairBlocks() {
    Set<Cid> wanted = new LinkedHashSet<>();
    for (Address address : node.databases()) {
      wanted.add(address.manifest());
      wanted.addAll(accessList(address));
    }
    new BlockRepair(scope, fetch, wanted, actions, options.quarantines()).run();
  }

  private void describe() {
    for (Address address : node.databases()) {
      fetch.ensure(address.manifest());
      accessList(address).forEach(fetch::ensure);
    }
  }

  /** The access list of a database, if it has one and its manifest is here. */
  private List<Cid> accessList(Address address) {
    Manifest manifest = scope.blocks().findManifest(address);
    return manifest == null || !manifest.accessControllerType().equals(IpfsAccessList.TYPE)
        ? List.of()
        : List.of(IpfsAccessList.parseAddress(manifest.accessController()));
  }

  /** Whether the index has to be made anew. */
  private boolean repairLog(Address address, VerifyReport found, InParallel threads) {
    DatabaseReport report = found.find(address);
    List<Finding> findings = new ArrayList<>(report == null ? List.of() : report.findings());
    boolean many = report == null || report.omitted() > 0;
    if (isUnreadable(address)) {
      LOG.warn("Log is left as it is, its entries cannot be decrypted {address={}}", address);
      return !findings.isEmpty();
    }
    if (many || has(findings, OF_LOGS)) {
      boolean invalid = many || has(findings, EnumSet.of(FindingKind.ENTRY_INVALID));
      return repairLog(address, invalid, threads);
    }
    return !findings.isEmpty();
  }

  /** Whether the log is whole: from one with holes no index can be made, so the old one stays. */
  private boolean repairLog(Address address, boolean invalid, InParallel threads) {
    LogRepair log = new LogRepair(scope, address, fetch, actions);
    log.completeIndex();
    log.fixHeads();
    if (options.quarantines() && (invalid || log.hasLost() || log.hasUnproven())) {
      new LogCut(scope, address, actions).run(threads);
      log.forgetLost();
      log.fixHeads();
    }
    return !log.hasLost();
  }

  /** Whether some entry is encrypted and has no key here: nobody knows what it points to. */
  private boolean isUnreadable(Address address) {
    StoredLog log = StoredLog.of(address.toString());
    int prefix = log.prefix().length;
    try (StorageCursor rows = log.entries(storage)) {
      while (rows.next()) {
        byte[] key = rows.key();
        byte[] hash = Arrays.copyOfRange(key, prefix, key.length);
        byte[] block = storage.get(BlockStore.SPACE, hash);
        if (block != null && Entry.isEncrypted(block) && isUnreadable(address, hash, block)) {
          return true;
        }
      }
      return false;
    }
  }

  /** False if it is damaged, which can be told by its hash. */
  private boolean isUnreadable(Address address, byte[] hash, byte[] block) {
    try {
      Blocks blocks = scope.blocks(address);
      blocks.decode(blocks.store().verified(Cid.decode(hash), block).bytes());
      return false;
    } catch (UnreadableException unknownKey) {
      return true;
    } catch (BadBlockException | BadEntryException | IllegalArgumentException damaged) {
      return false;
    }
  }

  /** False if nobody knows how. */
  private boolean reindex(Address address) {
    Manifest manifest = scope.blocks().findManifest(address);
    Indexing indexing = manifest == null ? null : scope.indexing(manifest);
    if (manifest == null || indexing == null) {
      return false;
    }
    StoredDatabase.open(
            node.context(),
            manifest,
            new IpfsAccessController(address.toString(), List.of()),
            indexing,
            scope.reading(address).encryption())
        .close();
    return true;
  }

  private void reindex(Set<Address> databases) {
    for (Address address : databases) {
      StorageBatch batch = new StorageBatch();
      StoredDatabase.forgetIndex(batch, address);
      storage.write(batch);
      try {
        if (reindex(address)) {
          actions.add(Kind.REBUILT, problem("Index was made anew").at("address", address));
        }
      } catch (DebrosException | IllegalArgumentException e) {
        LOG.warn("Database cannot be opened after its repair {address={}}", address, e);
      }
    }
  }

  private static boolean has(List<Finding> findings, Set<FindingKind> kinds) {
    return findings.stream().anyMatch(finding -> kinds.contains(finding.kind()));
  }
}
