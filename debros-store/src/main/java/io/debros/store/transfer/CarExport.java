package io.debros.store.transfer;

import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.access.IpfsAccessController;
import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.block.CarWriter;
import io.debros.store.database.DatabaseContext;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.progress.Meter;
import io.debros.store.progress.Progress;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apiguardian.api.API;

/**
 * Writes a database as a CAR file of version 1. Roots: the manifest, then the heads, newest first;
 * tools that know one root only find the manifest. Blocks: what describes the database, then its
 * entries, oldest first, each identity before the first entry that names it; a database of access
 * rights comes before the one that it is for. Everything is of one moment. Holds one entry and some
 * hashes at a time. One thread at a time.
 */
@API(status = INTERNAL)
public final class CarExport {
  private static final int IDENTITIES_REMEMBERED = 10_000;

  private final DatabaseContext context;
  private final TransferNode node;
  private final FrozenStorage moment;
  private final BlockStore blocks;
  private final Progress progress;
  private final RecentHashes identities = new RecentHashes(IDENTITIES_REMEMBERED);

  private CarExport(
      DatabaseContext context, TransferNode node, FrozenStorage moment, Progress progress) {
    this.context = context;
    this.node = node;
    this.moment = moment;
    this.blocks = new BlockStore(moment);
    this.progress = progress;
  }

  /** Writes a database that is known here; its state is that of the call. */
  public static void write(
      DatabaseContext context,
      TransferNode node,
      DatabaseDescription database,
      OutputStream output,
      Progress progress) {
    try (FrozenStorage moment = FrozenStorage.of(context.storage())) {
      new CarExport(context, node, moment, progress).write(database, output);
    }
  }

  private void write(DatabaseDescription database, OutputStream output) {
    CarWriter writer = new CarWriter(output, roots(database.address()));
    database.blocks().forEach(writer::write);
    database.rules().databases().forEach(rights -> writeEntries(rights, writer));
    writeEntries(database.address(), writer);
    writer.flush();
  }

  private List<Cid> roots(Address address) {
    List<Cid> roots = new ArrayList<>();
    roots.add(address.manifest());
    log(address).heads().forEach(head -> roots.add(head.hash()));
    return roots;
  }

  private void writeEntries(Address address, CarWriter writer) {
    Oplog log = log(address);
    try (Tape tape = Tape.open()) {
      record(log, address, tape);
      Meter written = new Meter(progress, "export", address, tape.size());
      for (Cid hash = tape.back(); hash != null; hash = tape.back()) {
        Entry entry = log.get(hash);
        forNewIdentity(entry, writer::write);
        writer.write(entry.block());
        written.add(entry.size());
      }
    }
  }

  private void record(Oplog log, Address address, Tape newestFirst) {
    Meter found = new Meter(progress, "sort", address, 0);
    log.traverse()
        .forEachRemaining(
            entry -> {
              newestFirst.add(entry.hash());
              found.add(entry.size());
            });
  }

  /** An identity that has not been written lately; a reader does not mind a second copy. */
  private void forNewIdentity(Entry entry, Consumer<Block> action) {
    Cid identity = entry.identity();
    if (identities.isNew(identity)) {
      action.accept(new Block(identity, blocks.get(identity)));
    }
  }

  /** A log for reading. */
  private Oplog log(Address address) {
    return Oplog.open(
        address.toString(),
        context.identity(),
        context.identities(),
        blocks,
        moment,
        new IpfsAccessController(address.toString(), List.of()),
        node.logOptions(address, Encryption.NONE));
  }
}
