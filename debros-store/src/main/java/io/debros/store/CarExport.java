package io.debros.store;

import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.block.CarWriter;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.Traversal;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a database as a CAR file of version 1. Roots: the manifest, then the heads, newest first;
 * tools that know one root only find the manifest. Blocks: access list and manifest, then the
 * entries, newest first, each identity before the first entry that names it. Holds one entry at a
 * time. One thread at a time.
 */
final class CarExport {
  private final BlockStore blocks;
  private final CarWriter writer;
  private final Set<Cid> identities = new HashSet<>();

  private CarExport(BlockStore blocks, CarWriter writer) {
    this.blocks = blocks;
    this.writer = writer;
  }

  /** The state of the log when the export begins; what is appended meanwhile is left out. */
  static void write(
      DatabaseManifests.Described database, Oplog log, BlockStore blocks, OutputStream output) {
    Traversal entries = log.traverse();
    List<Cid> roots = new ArrayList<>();
    roots.add(database.manifest().address().manifest());
    log.heads().forEach(head -> roots.add(head.hash()));
    CarExport export = new CarExport(blocks, new CarWriter(output, roots));
    database.blocks().forEach(export.writer::write);
    entries.forEachRemaining(export::write);
    export.writer.flush();
  }

  private void write(Entry entry) {
    Cid identity = entry.identity();
    if (identities.add(identity)) {
      writer.write(new Block(identity, blocks.get(identity)));
    }
    writer.write(entry.block());
  }
}
