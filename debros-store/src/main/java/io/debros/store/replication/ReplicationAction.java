package io.debros.store.replication;

import io.debros.store.block.Block;
import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Proofs;
import io.debros.store.oplog.Refusal;
import io.debros.store.replication.status.ReplicationProgress;
import java.util.List;
import java.util.Map;

/** What the {@link Replicator} wants done. To be performed in the order in which it says so. */
public sealed interface ReplicationAction {
  /** Calls the method of the performer that does it. */
  void perform(ReplicationPerformer performer);

  /** See {@link PeerLink#dialHeads}. */
  record DialHeads(PeerId peer, Address database) implements ReplicationAction {
    @Override
    public void perform(ReplicationPerformer performer) {
      performer.dialHeads(peer, database);
    }
  }

  /** See {@link PeerLink#fetch}. */
  record FetchBlocks(List<Cid> blocks, List<PeerId> preferred) implements ReplicationAction {
    @Override
    public void perform(ReplicationPerformer performer) {
      performer.fetch(blocks, preferred);
    }
  }

  /** See {@link PeerLink#askOlder}. */
  record AskOlder(PeerId peer, Address database, Cid below, int most) implements ReplicationAction {
    @Override
    public void perform(ReplicationPerformer performer) {
      performer.askOlder(peer, database, below, most);
    }
  }

  /** See {@link PeerLink#cancel}. */
  record CancelFetch(List<Cid> blocks) implements ReplicationAction {
    @Override
    public void perform(ReplicationPerformer performer) {
      performer.cancel(blocks);
    }
  }

  /** See {@link PeerLink#publish}. */
  record Publish(Address database, Block entry) implements ReplicationAction {
    @Override
    public void perform(ReplicationPerformer performer) {
      performer.publish(database, entry);
    }
  }

  /** See {@link PeerLink#misbehaved}. */
  record Misbehaved(PeerId peer, PeerLink.Severity severity, Problem problem)
      implements ReplicationAction {
    @Override
    public void perform(ReplicationPerformer performer) {
      performer.misbehaved(peer, severity, problem);
    }
  }

  /**
   * Entries to join, ancestors first; at most one join or check of a database at a time.
   *
   * @param others identities of writers, and entries that were left out before
   */
  record Join(ReplicatedLog log, List<EntryBlock> blocks, Map<Cid, byte[]> others)
      implements ReplicationAction {
    /** Joins them; waits for the writer. */
    public JoinOutcome run() {
      return log.offer(blocks, others::get);
    }

    @Override
    public void perform(ReplicationPerformer performer) {
      performer.join(this);
    }
  }

  /** Entries to check by themselves; see {@link ReplicatedLog#check}. */
  record Check(ReplicatedLog log, List<EntryBlock> blocks, Map<Cid, byte[]> identities)
      implements ReplicationAction {
    /** Checks them; reads storage and computes. */
    public List<Refusal> run() {
      return log.check(blocks, identities::get);
    }

    @Override
    public void perform(ReplicationPerformer performer) {
      performer.check(this);
    }
  }

  /** Entries whose signatures can be checked before they join; one of a database at a time. */
  record Prove(ReplicatedLog log, Proofs proofs, List<Entry> entries) implements ReplicationAction {
    /** Checks them; computes. */
    public void run() {
      proofs.prove(entries);
    }

    @Override
    public void perform(ReplicationPerformer performer) {
      performer.prove(this);
    }
  }

  /** See {@link ReplicationPerformer#report}. */
  record Report(ReplicationProgress progress) implements ReplicationAction {
    @Override
    public void perform(ReplicationPerformer performer) {
      performer.report(progress);
    }
  }
}
