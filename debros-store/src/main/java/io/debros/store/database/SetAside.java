package io.debros.store.database;

import static java.util.stream.Collectors.toMap;

import io.debros.store.block.BlockSource;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Gap;
import io.debros.store.oplog.JoinOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Entries that were offered and may become part of the log later, and what they wait for. In
 * memory, and bounded: when there are too many, those go first that anybody could have made, then
 * the oldest. Writer only.
 */
final class SetAside {
  static final int MAX_ENTRIES = 10_000;
  static final long MAX_BYTES = 32 << 20;

  /** Those whose writer is known and could write once: they only lack what they build on. */
  private final Map<Cid, Waiting> sound = new LinkedHashMap<>();

  /** Those whose writer is unknown, or has no access. */
  private final Map<Cid, Waiting> doubtful = new LinkedHashMap<>();

  /** How many wait for what: each for one thing, because all of them must come. */
  private final Map<Cid, Integer> awaited = new HashMap<>();

  private long bytes;

  List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    sound.values().forEach(waiting -> all.add(waiting.entry));
    doubtful.values().forEach(waiting -> all.add(waiting.entry));
    return all;
  }

  /** A source that has these entries as well. */
  BlockSource with(BlockSource other) {
    return cid -> {
      Waiting waiting = sound.getOrDefault(cid, doubtful.get(cid));
      return waiting == null ? other.fetch(cid) : waiting.entry.bytes();
    };
  }

  /** Takes what an offer of entries left over. */
  void settle(Collection<Entry> offered, JoinOutcome outcome) {
    offered.forEach(entry -> remove(entry.hash()));
    outcome.entries().forEach(entry -> remove(entry.hash()));
    outcome.refused().forEach(refusal -> remove(refusal.entry()));
    Map<Cid, Gap> gaps = outcome.gaps().stream().collect(toMap(Gap::entry, gap -> gap));
    Set<Cid> absent = new HashSet<>(outcome.missing());
    absent.addAll(outcome.unfollowed());
    outcome.refused().forEach(refusal -> absent.add(refusal.entry()));
    for (Entry entry : outcome.aside()) {
      add(entry, gaps.get(entry.hash()), absent.contains(entry.identity()));
    }
    while (sound.size() + doubtful.size() > MAX_ENTRIES || bytes > MAX_BYTES) {
      remove((doubtful.isEmpty() ? sound : doubtful).keySet().iterator().next());
    }
  }

  /** Whether new entries bring what some that are kept wait for. */
  boolean isAwaited(Collection<Entry> arrived) {
    return arrived.stream()
        .anyMatch(
            entry -> awaited.containsKey(entry.hash()) || awaited.containsKey(entry.identity()));
  }

  void clear() {
    sound.clear();
    doubtful.clear();
    awaited.clear();
    bytes = 0;
  }

  private void add(Entry entry, @Nullable Gap gap, boolean ofUnknownWriter) {
    remove(entry.hash());
    if (ofUnknownWriter) {
      put(doubtful, new Waiting(entry, entry.identity()));
    } else if (gap == null) {
      put(doubtful, new Waiting(entry, null));
    } else {
      put(sound, new Waiting(entry, gap.because().iterator().next()));
    }
  }

  private void put(Map<Cid, Waiting> kept, Waiting waiting) {
    kept.put(waiting.entry.hash(), waiting);
    bytes += waiting.entry.size();
    if (waiting.cause != null) {
      awaited.merge(waiting.cause, 1, Integer::sum);
    }
  }

  private void remove(Cid hash) {
    Waiting waiting = sound.remove(hash);
    if (waiting == null) {
      waiting = doubtful.remove(hash);
    }
    if (waiting != null) {
      bytes -= waiting.entry.size();
      if (waiting.cause != null) {
        awaited.computeIfPresent(waiting.cause, (cause, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  /**
   * An entry that is kept.
   *
   * @param cause something without which it cannot join; null if it lacks no block
   */
  private record Waiting(Entry entry, @Nullable Cid cause) {}
}
