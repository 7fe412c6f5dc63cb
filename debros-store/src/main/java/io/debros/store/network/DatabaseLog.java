package io.debros.store.network;

import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.database.Database;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.KnownHashes;
import io.debros.store.oplog.Oplog;
import io.debros.store.oplog.Proofs;
import io.debros.store.oplog.Refusal;
import io.debros.store.replication.ReplicatedLog;
import java.util.Collection;
import java.util.List;

/**
 * A database as replication sees it. It can be read until the storage is closed, as replication
 * hears a little late that the database is. Thread-safe.
 */
public final class DatabaseLog implements ReplicatedLog {
  private final Database database;
  private final Oplog log;
  private final BlockStore blocks;

  /** Of an open database. */
  public DatabaseLog(Database database, BlockStore blocks) {
    this.database = database;
    this.log = database.log();
    this.blocks = blocks;
  }

  /** The database itself. */
  public Database database() {
    return database;
  }

  @Override
  public Address address() {
    return database.address();
  }

  @Override
  public List<Entry> heads() {
    return log.heads();
  }

  @Override
  public boolean has(Cid entry) {
    return log.has(entry);
  }

  @Override
  public List<Cid> older(Cid entry, int most) {
    return new OlderEntries(log, most).below(entry);
  }

  @Override
  public boolean hasBlock(Cid block) {
    return blocks.has(block);
  }

  @Override
  public Entry decode(Cid hash, byte[] block, KnownHashes known) {
    return log.decode(hash, block, known);
  }

  @Override
  public Proofs proofs() {
    return log.proofs();
  }

  @Override
  public JoinOutcome offer(Collection<EntryBlock> received, BlockSource others) {
    return database.offerBlocks(received, others);
  }

  @Override
  public List<Refusal> check(Collection<EntryBlock> received, BlockSource identities) {
    return log.check(received, identities);
  }
}
