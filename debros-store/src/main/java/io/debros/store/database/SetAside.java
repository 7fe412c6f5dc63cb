package io.debros.store.database;

import io.debros.store.block.BlockSource;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Entries that were offered and may become part of the log later, and what they wait for. In
 * memory, and bounded: the oldest go when there are too many. Writer only.
 */
final class SetAside {
  static final int MAX_ENTRIES = 10_000;
  static final long MAX_BYTES = 32 << 20;

  private final Map<Cid, Entry> entries = new LinkedHashMap<>();
  private final Set<Cid> awaited = new HashSet<>();
  private long bytes;

  List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** A source that has these entries as well. */
  BlockSource with(BlockSource other) {
    return cid -> {
      Entry entry = entries.get(cid);
      return entry == null ? other.fetch(cid) : entry.bytes();
    };
  }

  /** Takes what an offer of entries left over. */
  void settle(Collection<Entry> offered, JoinOutcome outcome) {
    offered.forEach(this::remove);
    outcome.entries().forEach(this::remove);
    if (entries.isEmpty()) {
      awaited.clear();
    }
    outcome.aside().forEach(this::add);
    forgetOldest();
    if (!outcome.aside().isEmpty()) {
      await(outcome);
    }
  }

  /** Whether new entries bring what some that are kept wait for. */
  boolean isAwaited(Collection<Entry> arrived) {
    return !entries.isEmpty()
        && arrived.stream()
            .anyMatch(
                entry -> awaited.contains(entry.hash()) || awaited.contains(entry.identity()));
  }

  void clear() {
    entries.clear();
    awaited.clear();
    bytes = 0;
  }

  private void add(Entry entry) {
    if (entries.put(entry.hash(), entry) == null) {
      bytes += entry.size();
    }
  }

  private void remove(Entry entry) {
    if (entries.remove(entry.hash()) != null) {
      bytes -= entry.size();
    }
  }

  private void forgetOldest() {
    while (entries.size() > MAX_ENTRIES || bytes > MAX_BYTES) {
      remove(entries.values().iterator().next());
    }
  }

  /** More than there can be entries are not awaited: then only a retry helps. */
  private void await(JoinOutcome outcome) {
    Stream.of(
            outcome.missing().stream(),
            outcome.unfollowed().stream(),
            outcome.refused().stream().map(Refusal::entry),
            outcome.gaps().stream().flatMap(gap -> gap.because().stream()))
        .flatMap(hashes -> hashes)
        .takeWhile(hash -> awaited.size() < MAX_ENTRIES)
        .forEach(awaited::add);
  }
}
