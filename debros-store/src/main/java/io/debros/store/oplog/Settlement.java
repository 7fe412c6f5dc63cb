package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which entries of a join become part of the log: those that are sound, and build on
 * nothing but entries of the log and entries that become part of it. A function of the entries, the
 * rules and the log; the order in which they arrived does not show. Changes nothing but {@link
 * Pending}s. Writer thread only.
 */
final class Settlement {
  private final Staged staged;
  private final Gathering gathering;
  private final long maxClockJump;
  private final Set<Cid> vouchedBefore;

  /** Every settled entry behind all that it builds on. */
  private final List<Pending> upwards = new ArrayList<>();

  private boolean anyFormer;

  /**
   * @param vouchedBefore entries that somebody who may write builds on, as an earlier join saw
   */
  Settlement(Staged staged, Gathering gathering, JoinLimits limits, Set<Cid> vouchedBefore) {
    this.staged = staged;
    this.gathering = gathering;
    this.maxClockJump = limits.maxClockJump();
    this.vouchedBefore = vouchedBefore;
  }

  /**
   * Decides.
   *
   * @param entries all of the join; oldest first is quickest
   */
  void run(Collection<Pending> entries) {
    entries.forEach(this::settleWithAncestors);
    if (anyFormer) {
      vouch();
      upwards.forEach(this::refuseUnvouched);
    }
  }

  /**
   * Entries behind the limits of the join that sound entries of writers who may write build on,
   * directly or not; after {@link #run}.
   */
  Set<Cid> vouchedBehindLimits() {
    Set<Cid> vouched = new HashSet<>();
    for (int at = upwards.size() - 1; at >= 0; at--) {
      Pending entry = upwards.get(at);
      boolean vouches = entry.backed || entry.standing == Standing.MAY_WRITE;
      if (entry.flaw == null && entry.writer != null && vouches) {
        entry.ancestors.forEach(ancestor -> ancestor.backed = true);
        entry.otherLinks.stream().filter(this::isBehindLimits).forEach(vouched::add);
      }
    }
    return vouched;
  }

  private boolean isBehindLimits(Cid link) {
    return gathering.absence(link) == RefusalReason.TOO_MANY_ANCESTORS;
  }

  /** Depth first, without recursion: a branch may be as long as a log. */
  private void settleWithAncestors(Pending entry) {
    Deque<Pending> open = new ArrayDeque<>();
    open.push(entry);
    while (!open.isEmpty()) {
      int before = open.size();
      Pending top = open.element();
      if (!top.settled && top.flaw == null) {
        pushUnsettled(top, open);
      }
      if (open.size() == before) {
        open.pop();
        settle(top);
      }
    }
  }

  private void pushUnsettled(Pending entry, Deque<Pending> open) {
    for (Pending ancestor : entry.ancestors) {
      if (!ancestor.settled) {
        open.push(ancestor);
      }
    }
  }

  private void settle(Pending entry) {
    if (entry.settled) {
      return;
    }
    entry.settled = true;
    entry.backed = vouchedBefore.contains(entry.hash());
    entry.vouched = entry.backed;
    upwards.add(entry);
    if (entry.flaw != null) {
      return;
    }
    anyFormer |= entry.standing == Standing.FORMERLY;
    entry.obstacles = obstacles(entry);
    Flaw flaw = entry.obstacles == null ? clockFlaw(entry) : null;
    if (flaw != null) {
      entry.refuse(flaw);
    }
  }

  private @Nullable Obstacles obstacles(Pending entry) {
    Obstacles all = entry.missingIdentity == null ? null : absence(entry.missingIdentity);
    for (Pending ancestor : entry.ancestors) {
      all = and(all, ancestor.obstacles);
    }
    for (Cid link : entry.otherLinks) {
      all = and(all, absence(link));
    }
    return all;
  }

  private static @Nullable Obstacles and(@Nullable Obstacles all, @Nullable Obstacles more) {
    return all == null || more == null ? (all == null ? more : all) : all.and(more);
  }

  /** A block that is refused, or not here; null if it is part of the log. */
  private @Nullable Obstacles absence(Cid hash) {
    Refusal refusal = gathering.refused().find(hash);
    RefusalReason reason = refusal == null ? gathering.absence(hash) : refusal.reason();
    return reason == null ? null : Obstacles.of(hash, reason);
  }

  private @Nullable Flaw clockFlaw(Pending entry) {
    long latest = 0;
    for (Cid hash : entry.entry.next()) {
      Pending before = gathering.find(hash);
      LogNode node = before != null ? before.entry : staged.header(hash);
      latest = Math.max(latest, node.clock().time());
    }
    long time = entry.entry.clock().time();
    if (time <= latest) {
      return Flaw.of(RefusalReason.CLOCK_BACKWARDS, time + " after " + latest);
    }
    return time - latest > maxClockJump
        ? Flaw.of(RefusalReason.CLOCK_JUMP, time + " after " + latest)
        : null;
  }

  /** Marks what accepted entries of present writers build on. */
  private void vouch() {
    for (int at = upwards.size() - 1; at >= 0; at--) {
      Pending entry = upwards.get(at);
      if (entry.joins() && (entry.vouched || entry.standing == Standing.MAY_WRITE)) {
        entry.ancestors.forEach(ancestor -> ancestor.vouched = true);
      }
    }
  }

  /** Ancestors come first, so what builds on a refused entry of a former writer is a gap. */
  private void refuseUnvouched(Pending entry) {
    if (entry.joins() && entry.standing == Standing.FORMERLY && !entry.vouched) {
      entry.obstacles = obstacles(entry);
      if (entry.obstacles == null) {
        entry.refuse(Flaw.of(RefusalReason.ACCESS_REVOKED));
      }
    }
  }
}
