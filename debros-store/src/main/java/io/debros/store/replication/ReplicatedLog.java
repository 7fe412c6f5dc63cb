package io.debros.store.replication;

import io.debros.store.block.BlockSource;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.KnownHashes;
import io.debros.store.oplog.Proofs;
import io.debros.store.oplog.Refusal;
import java.util.Collection;
import java.util.List;

/**
 * A database as replication sees it. The state machine reads; {@link #offer} and {@link #check} are
 * called by whoever performs its actions, on threads that may wait for the writer. Thread-safe.
 */
public interface ReplicatedLog {
  /** The address: topic, and id of every entry. */
  Address address();

  /** The entries that no other points to, newest first. */
  List<Entry> heads();

  /** Whether the entry is part of the log, and with it all its ancestors. One look-up. */
  boolean has(Cid entry);

  /**
   * Entries that come before one of this log, about from new to old; some may be left out. Reads
   * some blocks, far fewer than it tells; for threads that may wait for storage.
   *
   * @return at most so many hashes; none if the entry is not part of the log, or has no ancestors
   */
  List<Cid> older(Cid entry, int most);

  /** Whether a block is stored here, of whatever kind. One look-up. */
  boolean hasBlock(Cid block);

  /**
   * Reads a received block by the rules of the log, without a look at its signature.
   *
   * @param hash of the block, computed before
   * @param known of the entries that were read lately
   * @throws io.debros.store.error.BadEntryException if it is not an entry
   * @throws io.debros.store.error.UnreadableException if it is encrypted with another key
   */
  Entry decode(Cid hash, byte[] block, KnownHashes known);

  /**
   * Begins to check signatures of entries that are to be offered later; as {@code Oplog.proofs}.
   */
  Proofs proofs();

  /**
   * Joins what can be joined; as {@code Database.offerBlocks}. Waits for the writer.
   *
   * @param blocks as they were received, ancestors first; read by this log or not at all
   * @param others identities, and entries that an earlier offer left out; never waits
   */
  JoinOutcome offer(Collection<EntryBlock> blocks, BlockSource others);

  /**
   * What is wrong with entries by themselves, whatever they build on; as {@code Oplog.check}.
   *
   * @param identities of their writers, where they are not stored here
   */
  List<Refusal> check(Collection<EntryBlock> blocks, BlockSource identities);
}
