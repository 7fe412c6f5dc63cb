package io.debros.store.transfer;

import io.debros.store.block.BlockSource;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseContext;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.index.Indexes;
import io.debros.store.manifest.Address;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.RefusalReason;
import io.debros.store.oplog.Staged;
import io.debros.store.progress.Meter;
import io.debros.store.progress.Progress;
import io.debros.store.storage.StorageBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the entries of an import by joining them in a layer over the storage that nobody else
 * sees: first those that say who may write, then those of the database, by these rights. What a
 * crash interrupts goes on where it was. One thread at a time.
 */
final class ImportCheck {
  private final DatabaseContext context;
  private final TransferNode node;
  private final ImportSpool spool;
  private final Oplog reader;
  private final Encryption encryption;
  private final BatchSize size;
  private final Progress progress;
  private final Map<Address, KeyValueDatabase> rights = new HashMap<>();

  /**
   * @param real context of the node
   * @param reader reads entries of the spool
   * @param encryption of the database, if nobody has it open
   */
  ImportCheck(
      DatabaseContext real,
      TransferNode node,
      ImportSpool spool,
      Oplog reader,
      Encryption encryption,
      BatchSize size,
      Progress progress) {
    this.context =
        new DatabaseContext(
            spool.layer(),
            spool.blocks(),
            Indexes.open(spool.layer()),
            real.identities(),
            real.identity(),
            real.verifiers(),
            real.limits());
    this.node = node;
    this.spool = spool;
    this.reader = reader;
    this.encryption = encryption;
    this.size = size;
    this.progress = progress;
  }

  /**
   * Checks everything.
   *
   * @throws io.debros.store.error.DebrosException as a join does
   */
  void check(List<DatabaseDescription> lists, DatabaseDescription database) {
    Meter meter = new Meter(progress, "check", database.address(), spool.state().entries());
    try {
      lists.forEach(list -> checkRights(list, meter));
      checkEntries(database, meter);
    } finally {
      rights.values().forEach(Database::close);
    }
  }

  private void checkRights(DatabaseDescription description, Meter meter) {
    KeyValueDatabase list =
        (KeyValueDatabase)
            node.open(context, description, description.accessController(this::rights));
    rights.put(description.address(), list);
    try (ImportSpool.Arrivals arrivals = spool.arrivals(description.address(), reader)) {
      for (List<Entry> entries = arrivals.next(size);
          !entries.isEmpty();
          entries = arrivals.next(size)) {
        list.join(entries, BlockSource.NONE);
        meter.add(entries.size(), ImportSpool.bytes(entries));
      }
    }
  }

  private KeyValueDatabase rights(Address address) {
    KeyValueDatabase list = rights.get(address);
    if (list == null) {
      throw new IllegalStateException("Access controller asks for another list: " + address);
    }
    return list;
  }

  private void checkEntries(DatabaseDescription database, Meter meter) {
    Oplog log = log(database);
    try (ImportSpool.Arrivals arrivals = spool.arrivals(database.address(), reader)) {
      int number = 0;
      for (BatchSize checked : spool.checkedBatches(database.address())) {
        List<Entry> before = arrivals.next(checked);
        meter.add(before.size(), ImportSpool.bytes(before));
        number++;
      }
      List<Entry> entries = arrivals.next(size);
      while (!entries.isEmpty()) {
        checkBatch(log, entries, arrivals, number++);
        meter.add(entries.size(), ImportSpool.bytes(entries));
        entries = arrivals.next(size);
      }
    }
  }

  private Oplog log(DatabaseDescription database) {
    return Oplog.open(
        database.address().toString(),
        context.identity(),
        context.identities(),
        context.blocks(),
        context.storage(),
        database.accessController(this::rights),
        node.logOptions(database.address(), encryption));
  }

  /**
   * Entries of somebody who may not write any more need one that builds on them and vouches: it may
   * come much later, and until then the batch grows.
   */
  private void checkBatch(
      Oplog log, List<Entry> entries, ImportSpool.Arrivals arrivals, int number) {
    Staged staged = log.stage();
    JoinOutcome outcome = staged.offer(entries, BlockSource.NONE);
    while (isUnvouched(outcome)) {
      List<Entry> more = arrivals.next(BatchSize.of(entries.size()));
      if (more.isEmpty()) {
        break;
      }
      entries.addAll(more);
      staged = log.stage();
      outcome = staged.offer(entries, BlockSource.NONE);
    }
    outcome.requireComplete();
    StorageBatch batch = new StorageBatch();
    staged.writeTo(batch);
    spool.checked(Address.parse(log.id()), batch, number, entries.size());
    staged.applied();
  }

  private static boolean isUnvouched(JoinOutcome outcome) {
    return !outcome.refused().isEmpty()
        && outcome.refused().stream()
            .allMatch(refusal -> refusal.reason() == RefusalReason.ACCESS_REVOKED);
  }
}
