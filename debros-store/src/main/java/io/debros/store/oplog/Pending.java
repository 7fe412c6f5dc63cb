package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry that is not part of the log, on its way through one join. */
final class Pending {
  final Entry entry;

  /** Whether the caller gave it; otherwise it was fetched. */
  final boolean given;

  /** What it was fetched for, unless that does not matter any more. */
  @Nullable Pending wantedBy;

  /** What it builds on; empty until the join follows the links. */
  List<Cid> links = List.of();

  /** Those of the links that are on their way as well; empty until all is gathered. */
  List<Pending> ancestors = List.of();

  /** The other links; empty until all is gathered. */
  List<Cid> otherLinks = List.of();

  /** Whether it was checked, and nothing is wrong with the entry itself. */
  boolean sound;

  /** Null if the entry has a flaw that makes its writer unimportant, or the block is missing. */
  @Nullable JoinWriter writer;

  /** The block of the writer's identity, if it is missing. */
  @Nullable Cid missingIdentity;

  /** What is wrong with the entry itself; other threads look for it while the join goes on. */
  volatile @Nullable Flaw flaw;

  Standing standing = Standing.NEVER;

  /** Whether sound entries lead from a given one to this one, or it is given. */
  boolean reached;

  /** Whether a sound entry that was given builds on it. */
  boolean builtOn;

  boolean settled;

  /** Whether an accepted entry of a writer who may write builds on it. */
  boolean vouched;

  /** Whether a sound entry of a writer who may write builds on it, whatever becomes of that one. */
  boolean backed;

  /** Why it stays out; null for what joins. */
  @Nullable Obstacles obstacles;

  private Pending(Entry entry, @Nullable Pending wantedBy) {
    this.entry = entry;
    this.given = wantedBy == null;
    this.wantedBy = wantedBy;
  }

  static Pending given(Entry entry) {
    return new Pending(entry, null);
  }

  static Pending fetched(Entry entry, Pending wantedBy) {
    return new Pending(entry, wantedBy);
  }

  Cid hash() {
    return entry.hash();
  }

  /** Whether something that led here, after the last sound entry on the way, is not sound. */
  boolean isDistrusted() {
    for (Pending on = wantedBy; on != null && !on.sound; on = on.wantedBy) {
      if (on.flaw != null) {
        return true;
      }
    }
    return false;
  }

  boolean joins() {
    return settled && obstacles == null;
  }

  void refuse(Flaw found) {
    obstacles = Obstacles.of(hash(), found.reason());
    flaw = found;
  }
}
