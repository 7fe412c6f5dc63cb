package io.debros.store.testing;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.oplog.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Entries that no log may take, each with something wrong in itself; and honest entries of writers
 * who fell for them. One thread at a time.
 */
public final class Forgeries {
  private final RandomGenerator random;
  private final History history;
  private final TestLog mallory;
  private final TestLog victim;
  private final Map<Cid, Entry> forged = new HashMap<>();
  private final Map<Cid, Entry> onForged = new HashMap<>();

  private Forgeries(RandomGenerator random, History history) {
    this.random = random;
    this.history = history;
    this.mallory = history.open("mallory");
    this.victim = history.open("victim");
  }

  /** One to six forgeries, and some entries on top of them. */
  public static Forgeries random(RandomGenerator random, History history) {
    Forgeries forgeries = new Forgeries(random, history);
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Entry forged = forgeries.forge();
      forgeries.forged.put(forged.hash(), forged);
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      Entry fallen = forgeries.fallFor();
      forgeries.onForged.put(fallen.hash(), fallen);
    }
    return forgeries;
  }

  /** All of them. */
  public List<Entry> entries() {
    List<Entry> all = new ArrayList<>(forged.values());
    all.addAll(onForged.values());
    return all;
  }

  /** Hashes of what must be refused. */
  public List<Cid> forged() {
    return List.copyOf(forged.keySet());
  }

  /** Hashes of what must stay out because of that. */
  public List<Cid> gaps() {
    return List.copyOf(onForged.keySet());
  }

  /** Where honest and forged blocks are found. */
  public BlockSource source() {
    return cid -> {
      Entry bad = forged.containsKey(cid) ? forged.get(cid) : onForged.get(cid);
      if (bad != null) {
        return bad.bytes();
      }
      for (TestLog log : List.of(mallory, victim)) {
        if (cid.equals(log.identity().hash())) {
          return log.identity().block().bytes();
        }
      }
      return history.source().fetch(cid);
    };
  }

  private Entry forge() {
    Entry before = any(history.entries());
    long time = before.clock().time();
    return switch (random.nextInt(6)) {
      case 0 ->
          signedBy(before, entry(mallory, history.logId(), time + 1, before)); // foreign signature
      case 1 ->
          nameOf(before, entry(mallory, history.logId(), time + 1, before)); // JavaScript takes it
      case 2 -> entry(mallory, history.logId(), time, before); // not later than its next
      case 3 -> entry(mallory, history.logId(), time + (1 << 20) + 1, before);
      case 4 -> entry(mallory, "another log", time + 1, before);
      default -> clockOf(before, time + 1);
    };
  }

  /** An honest entry on top of a forged one and perhaps of others. */
  private Entry fallFor() {
    List<Entry> candidates = entries();
    Entry first = any(candidates);
    Entry second = any(random.nextBoolean() ? candidates : history.entries());
    long time = Math.max(first.clock().time(), second.clock().time()) + 1;
    return entry(victim, history.logId(), time, first, second);
  }

  private Entry entry(TestLog writer, String logId, long time, Entry... next) {
    Clock clock = new Clock(writer.identity().publicKey(), time);
    return entry(writer, logId, clock, next);
  }

  private Entry entry(TestLog writer, String logId, Clock clock, Entry... next) {
    return Entry.create(
        writer.identities(),
        writer.identity(),
        logId,
        new CborInt(random.nextLong()),
        clock,
        List.of(next).stream().map(Entry::hash).distinct().toList(),
        List.of());
  }

  private static Entry signedBy(Entry other, Entry entry) {
    return EntryFields.with(entry, "sig", new CborText(other.signature()));
  }

  private static Entry nameOf(Entry other, Entry entry) {
    return EntryFields.with(entry, "identity", CborText.of(other.identity()));
  }

  private Entry clockOf(Entry before, long time) {
    return entry(mallory, history.logId(), new Clock(before.key(), time), before);
  }

  private Entry any(List<Entry> entries) {
    return entries.get(random.nextInt(entries.size()));
  }
}
