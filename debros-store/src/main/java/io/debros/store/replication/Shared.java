package io.debros.store.replication;

import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.KnownHashes;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What the databases of a node have in common. One thread at a time. */
final class Shared {
  private static final int KNOWN_HASHES = 4096;

  final ReplicationLimits limits;
  final ReplicationTimes times;
  final RandomGenerator random;
  final Agenda agenda = new Agenda();
  final Fetches fetches;
  final Rejections rejections;
  final Tellers tellers = new Tellers();

  final KnownHashes hashes = new KnownHashes(KNOWN_HASHES);
  private List<ReplicationAction> actions = new ArrayList<>();
  private List<Cid> gathered = new ArrayList<>();
  private long held;
  private long idle;

  Shared(ReplicationLimits limits, ReplicationTimes times, RandomGenerator random) {
    this.limits = limits;
    this.times = times;
    this.random = random;
    this.fetches = new Fetches(limits);
    this.rejections = new Rejections(limits.maxRejected());
  }

  /** Has something done. */
  void act(ReplicationAction action) {
    actions.add(action);
  }

  /** What is to be done, once. */
  List<ReplicationAction> drain() {
    List<ReplicationAction> drained = actions;
    actions = new ArrayList<>();
    return drained;
  }

  /** A block came that is not part of a log yet. */
  void gathered(Cid block) {
    gathered.add(block);
  }

  /** Blocks that came since this was called last. */
  List<Cid> takeGathered() {
    List<Cid> taken = gathered;
    gathered = new ArrayList<>();
    return taken;
  }

  /** Counts memory for entries that were fetched. */
  void hold(long bytes) {
    held += bytes;
  }

  /** Memory for entries that were fetched. */
  long held() {
    return held;
  }

  /** Counts the part of it that waits for blocks which are nowhere. */
  void idle(long bytes) {
    idle += bytes;
  }

  /** The part of it that waits for blocks which are nowhere. */
  long idle() {
    return idle;
  }
}
