package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.Block;
import io.debros.store.block.CarReader;
import io.debros.store.care.ImportState.Phase;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.storage.StorageBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Three phases, each of which can be repeated:
 *
 * 1. Receiving: blocks whose hash is right go into the spool, in any order.
 * 2. Checking: the entries are joined, oldest first, into a log that lies in a layer over the
 *    storage, and so go through every check that a join has. Nobody sees that log.
 * 3. Joining: the same for the real database. From here on nothing can be refused, and what a crash
 *    interrupts goes on at the next open. What nobody knew before is listed at the very end.
 *
 * A file that fits into one batch needs no second phase: its one join checks and writes everything.
 */
/** Takes in one CAR file: all of it, or nothing. One thread at a time. */
final class CarImport {
  private final CaredNode node;
  private final ImportSpool spool;
  private final BatchSize size;
  private final Progress progress;

  CarImport(CaredNode node, ImportSpool spool, BatchSize size, Progress progress) {
    this.node = node;
    this.spool = spool;
    this.size = size;
    this.progress = progress;
  }

  /**
   * Reads the rest of the file and takes it in. Leaves nothing if the file is bad; what came is
   * kept, to go on with, if it ended early, or the storage, its stream or the caller gave up.
   */
  Address run(CarReader reader) {
    try {
      if (spool.state().phase() == Phase.RECEIVING) {
        receive(reader);
        requireHeads();
        spool.enter(Phase.CHECKING);
      }
      return finish();
    } catch (BadBlockException
        | BadEntryException
        | AppendDeniedException
        | MissingBlockException
        | IllegalArgumentException e) {
      if (!reader.isCutOff()) {
        spool.discard();
      }
      throw e;
    }
  }

  /** Goes on when everything was received. */
  Address finish() {
    Address address = spool.state().address();
    if (spool.state().phase() == Phase.CHECKING) {
      node.access(address, spool.blocks()::find);
      if (!fitsInOneBatch()) {
        check(address);
      }
      spool.enter(Phase.JOINING);
    }
    join(address);
    node.remember(address, spool.blocks()::find);
    spool.discard();
    return address;
  }

  private void receive(CarReader reader) {
    Meter received = new Meter(progress, "receive", spool.state().address(), 0);
    for (Block block = reader.next(); block != null; block = reader.next()) {
      spool.add(block, findEntry(block));
      if (spool.waitingBytes() >= size.bytes()) {
        spool.flush(reader.offset());
      }
      received.add(block.bytes().length);
    }
    spool.flush(reader.offset());
  }

  /** The entry that a block is, of whatever log; null if it is something else. */
  private static @Nullable Entry findEntry(Block block) {
    boolean entryLike =
        block.cid().codec() == Cid.DAG_CBOR
            && DagCbor.decode(block.bytes()) instanceof CborMap map
            && map.find("payload") != null
            && map.find("sig") != null;
    return entryLike ? Entry.decode(block.bytes()) : null;
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
      requireEntryOfLog(Entry.decode(bytes));
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

  private boolean fitsInOneBatch() {
    try (ImportSpool.Arrivals arrivals = spool.arrivals(spool.state().address())) {
      arrivals.next(size);
      return arrivals.next(BatchSize.ONE).isEmpty();
    }
  }

  private void check(Address address) {
    Oplog log =
        Oplog.open(
            address.toString(),
            node.context().identity(),
            node.context().identities(),
            spool.blocks(),
            spool.layer(),
            node.access(address, spool.blocks()::find),
            0);
    Meter checked = new Meter(progress, "check", address, spool.state().entries());
    try (ImportSpool.Arrivals arrivals = spool.arrivals(address)) {
      for (List<Entry> entries = arrivals.next(size);
          !entries.isEmpty();
          entries = arrivals.next(size)) {
        check(log, entries);
        checked.add(entries.size(), bytes(entries));
      }
    }
  }

  private void check(Oplog log, List<Entry> entries) {
    Oplog.Staged staged = log.stage();
    staged.join(newest(entries), spool.blocks()::find);
    StorageBatch batch = new StorageBatch();
    staged.writeTo(batch);
    spool.layer().write(batch);
    staged.applied();
  }

  private void join(Address address) {
    Meter joined = new Meter(progress, "join", address, spool.state().entries());
    try (ImportSpool.Arrivals arrivals = spool.arrivals(address)) {
      for (List<Entry> entries = arrivals.next(size);
          !entries.isEmpty();
          entries = arrivals.next(size)) {
        List<Entry> heads = newest(entries);
        node.withDatabase(
            address, spool.blocks()::find, database -> database.join(heads, spool.blocks()::find));
        joined.addAnyway(entries.size(), bytes(entries));
      }
    }
  }

  /** Those that no other of them builds on; the others are their ancestors. */
  private static List<Entry> newest(List<Entry> entries) {
    Set<Cid> builtOn = new HashSet<>();
    entries.forEach(entry -> builtOn.addAll(entry.next()));
    List<Entry> newest = new ArrayList<>(entries);
    newest.removeIf(entry -> builtOn.contains(entry.hash()));
    return newest;
  }

  private static long bytes(List<Entry> entries) {
    return entries.stream().mapToLong(Entry::size).sum();
  }
}
