package io.debros.store.transfer;

import static io.debros.store.error.Problem.problem;

import io.debros.store.access.IpfsAccessController;
import io.debros.store.block.Block;
import io.debros.store.block.BlockSource;
import io.debros.store.block.CarReader;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.DatabaseContext;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.DebrosException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.error.StorageException;
import io.debros.store.error.UnreadableException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.progress.Meter;
import io.debros.store.progress.Progress;
import io.debros.store.transfer.ImportState.Phase;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * Three phases, each of which can be repeated:
 *
 * 1. Receiving: blocks whose hash is right go into the spool, in any order.
 * 2. Checking: the entries are joined, oldest first, into logs that lie in a layer over the storage,
 *    and so go through every check that a join has. Nobody sees those logs.
 * 3. Joining: the same for the real databases, but for signatures that the second phase found right
 *    (as many as the memory for them holds). What a crash interrupts now goes on at the next open.
 *    A database that nobody knew before is listed at the very end.
 *
 * A file that fits into one batch needs no second phase: its one join checks and writes everything.
 */
/** Takes in one CAR file: all of it, or nothing. One thread at a time. */
final class CarImport {
  private final DatabaseContext context;
  private final TransferNode node;
  private final ImportSpool spool;
  private final Encryption encryption;
  private final BatchSize size;
  private final Progress progress;
  private final BlockSource received;
  private final Oplog log;

  /**
   * @param encryption of the database, if nobody has it open
   */
  CarImport(
      DatabaseContext context,
      TransferNode node,
      ImportSpool spool,
      Encryption encryption,
      BatchSize size,
      Progress progress) {
    this.context = context;
    this.node = node;
    this.spool = spool;
    this.encryption = encryption;
    this.size = size;
    this.progress = progress;
    this.received = spool.blocks()::find;
    this.log = reader(spool.state().address());
  }

  /**
   * Reads the rest of the file and takes it in. Leaves nothing if the file is bad; what came is
   * kept, to go on with, if it ended early, or the storage, its stream or the caller gave up.
   */
  Address run(CarReader reader) {
    return orNothing(
        () -> {
          if (spool.state().phase() == Phase.RECEIVING) {
            receive(reader);
            requireHeads();
            spool.enter(Phase.CHECKING);
          }
          return takeIn();
        },
        reader);
  }

  /** Goes on when everything was received. */
  Address finish() {
    return orNothing(this::takeIn, null);
  }

  /** Reads entries of the spool as the database does; knows none as its own. */
  private Oplog reader(Address address) {
    return Oplog.open(
        address.toString(),
        context.identity(),
        context.identities(),
        spool.blocks(),
        spool.layer(),
        new IpfsAccessController(address.toString(), List.of()),
        node.logOptions(address, encryption));
  }

  private Address orNothing(Supplier<Address> action, @Nullable CarReader reader) {
    try {
      return context.verifiers().remembering(action);
    } catch (BadBlockException
        | BadEntryException
        | AppendDeniedException
        | MissingBlockException
        | IllegalArgumentException e) {
      if (reader == null || !reader.isCutOff()) {
        spool.discard();
      }
      throw e;
    } catch (UnreadableException e) {
      if (spool.state().phase() != Phase.JOINING) {
        spool.discard();
      } // else it goes on when somebody brings the key
      throw e;
    }
  }

  private Address takeIn() {
    DatabaseDescription database = node.describe(spool.state().address(), received);
    node.requireKnownType(database);
    List<DatabaseDescription> rights = new ArrayList<>();
    for (Address list : database.rules().databases()) {
      rights.add(node.describe(list, received));
    }
    if (spool.state().phase() == Phase.CHECKING) {
      if (!isOneBatch(database, rights)) {
        new ImportCheck(context, node, spool, log, encryption, size, progress)
            .check(rights, database);
      }
      spool.enter(Phase.JOINING);
    }
    Meter meter = new Meter(progress, "join", database.address(), spool.state().entries());
    rights.forEach(list -> join(list, meter));
    join(database, meter);
    spool.discard();
    return database.address();
  }

  private void receive(CarReader reader) {
    try {
      receiveAll(reader);
    } catch (BadBlockException | StorageException | CancellationException e) {
      keep(reader, e);
      throw e;
    }
  }

  private void receiveAll(CarReader reader) {
    Meter meter = new Meter(progress, "receive", spool.state().address(), 0);
    for (Block block = reader.next(); block != null; block = reader.next()) {
      spool.add(block, findEntry(block));
      if (spool.waitingBytes() >= size.bytes()) {
        spool.flush(reader.offset());
      }
      meter.add(block.bytes().length);
    }
    spool.flush(reader.offset());
  }

  private void keep(CarReader reader, RuntimeException interruption) {
    try {
      spool.flush(reader.offset());
    } catch (StorageException e) {
      interruption.addSuppressed(e);
    }
  }

  /** The entry that a block is, of whatever log; null if it is something else. */
  private @Nullable Entry findEntry(Block block) {
    if (block.cid().codec() != Cid.DAG_CBOR) {
      return null;
    }
    CborValue value = DagCbor.decode(block.bytes());
    if (value instanceof CborBytes) {
      return findEncryptedEntry(block);
    }
    boolean entryLike =
        value instanceof CborMap map && map.find("payload") != null && map.find("sig") != null;
    return entryLike ? log.decode(block.bytes()) : null;
  }

  /** Null if it is something else, or cannot be decrypted here. */
  private @Nullable Entry findEncryptedEntry(Block block) {
    try {
      return log.decode(block.bytes());
    } catch (DebrosException unreadable) {
      return null;
    }
  }

  /** The roots behind the manifest are heads, and came, or were here before. */
  private void requireHeads() {
    List<Cid> roots = spool.state().roots();
    for (Cid root : roots.subList(1, roots.size())) {
      byte[] bytes = spool.blocks().find(root);
      if (bytes == null) {
        throw new BadBlockException(
            problem("CAR file does not hold one of its roots")
                .at("root", root)
                .advice("Export it again, completely"));
      }
      requireEntryOfLog(log.decode(bytes));
    }
  }

  private void requireEntryOfLog(Entry root) {
    if (!root.logId().equals(spool.state().address().toString())) {
      throw new BadEntryException(
          problem("Root of CAR file is an entry of another log")
              .at("entry", root.hash())
              .at("database", spool.state().address())
              .at("otherLog", root.logId())
              .advice("Name the manifest and heads of one database as roots"));
    }
  }

  private boolean isOneBatch(DatabaseDescription database, List<DatabaseDescription> rights) {
    for (DatabaseDescription list : rights) {
      if (!fits(list, BatchSize.NONE)) {
        return false;
      }
    }
    return fits(database, size);
  }

  private boolean fits(DatabaseDescription database, BatchSize most) {
    try (ImportSpool.Arrivals arrivals = spool.arrivals(database.address(), log)) {
      arrivals.next(most);
      return arrivals.next(BatchSize.ONE).isEmpty();
    }
  }

  private void join(DatabaseDescription database, Meter meter) {
    Iterator<BatchSize> checked = spool.checkedBatches(database.address()).iterator();
    List<Entry> entries;
    try (ImportSpool.Arrivals arrivals = spool.arrivals(database.address(), log)) {
      do {
        entries = arrivals.next(checked.hasNext() ? checked.next() : size);
        joinBatch(database, entries);
        meter.addAnyway(entries.size(), ImportSpool.bytes(entries));
      } while (!entries.isEmpty());
    }
    node.remember(database);
  }

  private void joinBatch(DatabaseDescription database, List<Entry> entries) {
    if (!entries.isEmpty()) {
      node.with(database, encryption, each -> each.join(entries, received));
    }
  }
}
