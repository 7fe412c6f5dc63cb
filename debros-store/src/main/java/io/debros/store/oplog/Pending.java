package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry that is not part of the log, on its way through one join. */
final class Pending {
  final Entry entry;

  /** Whether the caller gave it; otherwise it was fetched. */
  final boolean given;

  /** What it builds on; empty until the join looks. */
  List<Cid> links = List.of();

  /** Null if the entry has a flaw that makes its writer unimportant, or the block is missing. */
  @Nullable JoinWriter writer;

  /** The block of the writer's identity, if it is missing. */
  @Nullable Cid missingIdentity;

  /** What is wrong with the entry itself; other threads look for it while the join goes on. */
  volatile @Nullable Flaw flaw;

  Standing standing = Standing.NEVER;

  /** Whether {@link #flaw} is all that can be found by looking at the entry alone. */
  boolean checked;

  /** Whether sound entries lead from a given one to this one, or it is given. */
  boolean reached;

  /** Whether a sound entry that was given builds on it. */
  boolean builtOn;

  boolean settled;

  /** Whether an accepted entry of a writer who may write builds on it. */
  boolean vouched;

  /** Why it stays out; null for what joins. */
  @Nullable Obstacles obstacles;

  Pending(Entry entry, boolean given) {
    this.entry = entry;
    this.given = given;
  }

  Cid hash() {
    return entry.hash();
  }

  boolean joins() {
    return settled && obstacles == null;
  }

  void refuse(Flaw found) {
    obstacles = Obstacles.of(hash(), found.reason());
    flaw = found;
  }
}
