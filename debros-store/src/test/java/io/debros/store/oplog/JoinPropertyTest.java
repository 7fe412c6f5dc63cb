package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.testing.Property;
import io.debros.store.testing.TestLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Order, batching and repetition of joins do not matter. */
class JoinPropertyTest {
  private static final KeyStore KEYS = new MemoryKeyStore();
  private static final int ENTRIES = 24;

  @Test
  void join_anyOrderAndBatching_sameHeadsAndValues() {
    Property.check(150, JoinPropertyTest::sameHeadsAndValues);
  }

  @Test
  void join_twice_changesNothing() {
    Property.check(
        40,
        random -> {
          History history = History.random(random);
          TestLog log = history.replay(random);
          List<String> heads = log.heads();
          String stored = log.log().headsJson();

          JoinOutcome outcome = log.join(history.entries, history.source());

          assertThat(outcome.entries()).isEmpty();
          assertThat(outcome.heads()).isEmpty();
          assertThat(log.heads()).isEqualTo(heads);
          assertThat(log.log().headsJson()).isEqualTo(stored);
        });
  }

  @Test
  void values_ofAnyHistory_areAllEntriesInOrder() {
    Property.check(
        60,
        random -> {
          History history = History.random(random);

          List<Entry> values = history.replay(random).log().values();

          assertThat(values)
              .isEqualTo(history.entries.stream().sorted(EntryOrder.OLDEST_FIRST).toList());
        });
  }

  private static void sameHeadsAndValues(RandomGenerator random) {
    History history = History.random(random);

    TestLog first = history.replay(random);
    TestLog second = history.replay(random);

    assertThat(first.heads()).isEqualTo(second.heads()).isEqualTo(history.heads());
    assertThat(first.values()).isEqualTo(second.values());
    assertThat(first.reopen().values()).isEqualTo(first.log().values());
  }

  /** What one to three writers appended while they joined each other now and then. */
  private static final class History {
    private final List<TestLog> replicas = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final int referencesCount;

    private History(int writers, int referencesCount) {
      this.referencesCount = referencesCount;
      for (int replica = 0; replica < writers; replica++) {
        replicas.add(open("writer" + replica % 2)); // two devices of one writer, if there are three
      }
    }

    static History random(RandomGenerator random) {
      History history = new History(1 + random.nextInt(3), random.nextInt(6));
      while (history.entries.size() < ENTRIES) {
        history.step(random);
      }
      return history;
    }

    private void step(RandomGenerator random) {
      TestLog replica = replicas.get(random.nextInt(replicas.size()));
      if (random.nextInt(4) == 0) {
        replica.join(replicas.get(random.nextInt(replicas.size())));
      } else {
        Entry entry = replica.append(new CborInt(random.nextInt(3)));
        if (!entries.contains(entry)) {
          entries.add(entry);
        }
      }
    }

    /** A new replica that joins all entries in random order, in random batches, some twice. */
    TestLog replay(RandomGenerator random) {
      List<Entry> order = new ArrayList<>(entries);
      order.addAll(entries.subList(0, random.nextInt(entries.size())));
      Collections.shuffle(order, new Random(random.nextLong()));
      TestLog log = open("reader");
      for (int from = 0; from < order.size(); ) {
        int to = Math.min(order.size(), from + 1 + random.nextInt(4));
        log.join(order.subList(from, to), source());
        from = to;
      }
      return log;
    }

    /** Hashes of the entries that no other one builds on, newest first. */
    List<String> heads() {
      Set<Object> builtOn =
          entries.stream()
              .flatMap(entry -> entry.next().stream())
              .collect(Collectors.toCollection(LinkedHashSet::new));
      return entries.stream()
          .filter(entry -> !builtOn.contains(entry.hash()))
          .sorted(EntryOrder.NEWEST_FIRST)
          .map(entry -> entry.hash().toString())
          .toList();
    }

    BlockSource source() {
      return cid ->
          replicas.stream()
              .map(replica -> replica.blocks().find(cid))
              .filter(bytes -> bytes != null)
              .findFirst()
              .orElse(null);
    }

    private TestLog open(String writer) {
      return TestLog.open("history", KEYS, writer, TestLog.ANYONE, referencesCount);
    }
  }
}
