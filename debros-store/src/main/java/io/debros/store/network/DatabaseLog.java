package io.debros.store.network;

import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.database.Database;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.replication.ReplicatedLog;
import java.util.Collection;
import java.util.List;

/** A database as replication sees it. Thread-safe. */
public record DatabaseLog(Database database, BlockStore blocks) implements ReplicatedLog {
  @Override
  public Address address() {
    return database.address();
  }

  @Override
  public List<Entry> heads() {
    return database.heads();
  }

  @Override
  public boolean has(Cid entry) {
    return database.log().has(entry);
  }

  @Override
  public boolean hasBlock(Cid block) {
    return blocks.has(block);
  }

  @Override
  public Entry decode(byte[] block) {
    return database.log().decode(block);
  }

  @Override
  public JoinOutcome offer(Collection<byte[]> received, BlockSource others) {
    return database.offerBlocks(received, others);
  }

  @Override
  public List<Refusal> check(Collection<byte[]> received, BlockSource identities) {
    return database.log().check(received, identities);
  }
}
