package io.debros.store.testing;

import io.debros.store.block.BlockSource;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * How the entries of a log arrive at a replica: in random order, in random batches, some twice,
 * with or without their ancestors, to be joined strictly or offered.
 */
public final class Deliveries {
  private final RandomGenerator random;
  private final Mode mode;

  private enum Mode {
    /** Each batch whole or not at all; ancestors come from the source. */
    STRICT,
    /** What can join does; ancestors come from the source. */
    OFFERED,
    /** What can join does; nothing is fetched but identities, the rest waits for its ancestors. */
    SET_ASIDE
  }

  /** A replica that entries arrive at; each call is one batch. */
  public interface Replica {
    JoinOutcome join(Collection<Entry> entries, BlockSource missing);

    JoinOutcome offer(Collection<Entry> entries, BlockSource missing);
  }

  private Deliveries(RandomGenerator random, Mode mode) {
    this.random = random;
    this.mode = mode;
  }

  /** A random way. */
  public static Deliveries random(RandomGenerator random) {
    return new Deliveries(random, Mode.values()[random.nextInt(Mode.values().length)]);
  }

  /** A random way that takes what is good and leaves the rest. */
  public static Deliveries tolerant(RandomGenerator random) {
    return new Deliveries(random, random.nextBoolean() ? Mode.OFFERED : Mode.SET_ASIDE);
  }

  /** Delivers all entries to a log. */
  public void deliver(List<Entry> entries, BlockSource source, TestLog log) {
    deliver(
        entries,
        source,
        new Replica() {
          @Override
          public JoinOutcome join(Collection<Entry> batch, BlockSource missing) {
            return log.join(batch, missing);
          }

          @Override
          public JoinOutcome offer(Collection<Entry> batch, BlockSource missing) {
            return log.offer(batch, missing);
          }
        });
  }

  /** Delivers all entries. */
  public void deliver(List<Entry> entries, BlockSource source, Replica replica) {
    List<Entry> order = new ArrayList<>(entries);
    if (!entries.isEmpty()) {
      order.addAll(entries.subList(0, random.nextInt(entries.size())));
    }
    Collections.shuffle(order, new Random(random.nextLong()));
    int most = 1 + random.nextInt(Math.max(1, order.size()));
    List<Entry> aside = new ArrayList<>();
    for (int from = 0; from < order.size(); ) {
      int to = Math.min(order.size(), from + 1 + random.nextInt(most));
      aside = deliverBatch(order.subList(from, to), aside, entries, source, replica);
      from = to;
    }
  }

  /** Every order of some things. */
  public static <T> List<List<T>> permutations(List<T> items) {
    if (items.size() < 2) {
      return List.of(items);
    }
    List<List<T>> all = new ArrayList<>();
    for (int first = 0; first < items.size(); first++) {
      List<T> rest = new ArrayList<>(items);
      T item = rest.remove(first);
      for (List<T> order : permutations(rest)) {
        List<T> whole = new ArrayList<>(List.of(item));
        whole.addAll(order);
        all.add(whole);
      }
    }
    return all;
  }

  private List<Entry> deliverBatch(
      List<Entry> batch,
      List<Entry> aside,
      List<Entry> entries,
      BlockSource source,
      Replica replica) {
    if (mode == Mode.STRICT) {
      replica.join(batch, source);
      return List.of();
    }
    List<Entry> offered = new ArrayList<>(aside);
    offered.addAll(batch);
    BlockSource used = mode == Mode.OFFERED ? source : without(entries, source);
    return replica.offer(offered, used).aside();
  }

  private static BlockSource without(List<Entry> entries, BlockSource source) {
    return cid ->
        entries.stream().anyMatch(entry -> entry.hash().equals(cid)) ? null : source.fetch(cid);
  }
}
