package io.debros.store.oplog;

import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a join comes to. Tells only of what was given and what sound entries lead to, so that it
 * does not depend on what happened to be fetched on trust. Writer thread only.
 */
final class JoinReport {
  private final Gathering gathering;
  private final List<Pending> reached = new ArrayList<>();
  private final Set<Cid> missing = new HashSet<>();
  private final Set<Cid> unfollowed = new HashSet<>();
  private final Map<Cid, Refusal> refusals = new LinkedHashMap<>();

  /** Finds what there is to tell of; before the settlement. */
  JoinReport(Gathering gathering) {
    this.gathering = gathering;
    gathering.refused().given().forEach(refusal -> refusals.put(refusal.entry(), refusal));
    reachFromGiven();
    reached.sort((a, b) -> EntryOrder.OLDEST_FIRST.compare(a.entry, b.entry));
  }

  /** Entries to settle and to tell of, oldest first. */
  List<Pending> reached() {
    return reached;
  }

  /** The entries that join, oldest first. */
  List<Pending> joining() {
    return reached.stream().filter(Pending::joins).toList();
  }

  /** The identities of their writers, by hash. */
  Map<Cid, Identity> writers() {
    Map<Cid, Identity> writers = new HashMap<>();
    for (Pending entry : reached) {
      Identity writer = entry.writer == null ? null : entry.writer.identity();
      if (entry.joins() && writer != null) {
        writers.put(writer.hash(), writer);
      }
    }
    return writers;
  }

  /**
   * The outcome; after the settlement.
   *
   * @param heads of the log with the new entries, newest first
   * @param vouched see {@link JoinOutcome}
   */
  JoinOutcome outcome(List<Entry> heads, Set<Cid> vouched) {
    List<Entry> entries = joining().stream().map(pending -> pending.entry).toList();
    Set<Entry> fresh = new HashSet<>(entries);
    List<Refusal> refused = new ArrayList<>(refusals.values());
    List<Gap> gaps = new ArrayList<>();
    List<Entry> aside = new ArrayList<>(gathering.refused().aside(refusals.keySet()));
    for (Pending entry : reached) {
      Obstacles obstacles = entry.obstacles;
      if (obstacles != null) {
        tell(entry, obstacles, refused, gaps);
        if (obstacles.mayPass()) {
          aside.add(entry.entry);
        }
      }
    }
    return new JoinOutcome(
        entries,
        heads.stream().filter(fresh::contains).toList(),
        refused,
        gaps,
        missing,
        unfollowed,
        vouched,
        aside);
  }

  private void tell(
      Pending entry, Obstacles obstacles, Collection<Refusal> refused, Collection<Gap> gaps) {
    if (entry.flaw != null) {
      refused.add(gathering.refused().refusal(entry, entry.flaw));
      return;
    }
    gaps.add(new Gap(entry.hash(), obstacles.causes()));
    if (entry.given && !entry.builtOn && obstacles.isOnlyAbsence()) {
      RefusalReason reason =
          obstacles.isLimit() ? RefusalReason.TOO_MANY_ANCESTORS : RefusalReason.INCOMPLETE;
      Flaw absence = Flaw.of(reason, "missing " + obstacles.causes());
      refused.add(gathering.refused().refusal(entry, absence));
    }
  }

  private void reachFromGiven() {
    Deque<Pending> open = new ArrayDeque<>();
    for (Pending entry : gathering.entries()) {
      if (entry.given) {
        reach(entry, open);
      }
    }
    while (!open.isEmpty()) {
      Pending entry = open.remove();
      reached.add(entry);
      divideLinks(entry);
      entry.ancestors.forEach(ancestor -> reach(entry, ancestor, open));
      entry.otherLinks.forEach(this::reachBlock);
      if (entry.missingIdentity != null) {
        reachBlock(entry.missingIdentity);
      }
    }
  }

  /** Looks each link up once, for all who follow them from now on. */
  private void divideLinks(Pending entry) {
    List<Pending> ancestors = new ArrayList<>(entry.links.size());
    List<Cid> others = new ArrayList<>();
    for (Cid link : entry.links) {
      Pending ancestor = gathering.find(link);
      if (ancestor == null) {
        others.add(link);
      } else {
        ancestors.add(ancestor);
      }
    }
    entry.ancestors = ancestors;
    entry.otherLinks = others;
  }

  private static void reach(Pending from, Pending ancestor, Deque<Pending> open) {
    ancestor.builtOn |= from.given;
    reach(ancestor, open);
  }

  private static void reach(Pending entry, Deque<Pending> open) {
    if (!entry.reached) {
      entry.reached = true;
      open.add(entry);
    }
  }

  /** A block that is no pending entry: part of the log, refused, or not here. */
  private void reachBlock(Cid hash) {
    Refusal refusal = gathering.refused().find(hash);
    RefusalReason absence = gathering.absence(hash);
    if (refusal != null) {
      refusals.put(hash, refusal);
    }
    if (absence == RefusalReason.TOO_MANY_ANCESTORS) {
      unfollowed.add(hash);
    } else if (absence != null) {
      missing.add(hash);
    }
  }
}
