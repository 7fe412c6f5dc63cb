package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockSource;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.testing.Deliveries;
import io.debros.store.testing.Forgeries;
import io.debros.store.testing.History;
import io.debros.store.testing.Property;
import io.debros.store.testing.TestLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Order, batching and repetition of joins do not matter, nor what is forged in between. */
class JoinPropertyTest {
  private static final KeyStore KEYS = new MemoryKeyStore();
  private static final int ENTRIES = 24;

  @Test
  void join_anyOrderAndBatching_sameHeadsAndValues() {
    Property.check(
        120,
        random -> {
          History history = history(random);

          TestLog log = deliver(history, random);

          assertThat(log.log().heads()).isEqualTo(history.heads());
          assertThat(log.log().values()).isEqualTo(history.values());
          assertThat(log.reopen().values()).isEqualTo(history.values());
        });
  }

  @Test
  void join_headsOnly_sameAsJoinOfAllEntries() {
    Property.check(
        40,
        random -> {
          History history = history(random);
          TestLog log = history.open("reader");

          log.join(history.heads(), history.source());

          assertThat(log.log().heads()).isEqualTo(history.heads());
          assertThat(log.log().values()).isEqualTo(history.values());
        });
  }

  @Test
  void join_twice_changesNothing() {
    Property.check(
        30,
        random -> {
          History history = history(random);
          TestLog log = deliver(history, random);
          String stored = log.log().headsJson();

          JoinOutcome joined = log.join(history.entries(), history.source());
          JoinOutcome offered = log.offer(history.entries(), BlockSource.NONE);

          assertThat(joined.isEmpty() && joined.isComplete()).isTrue();
          assertThat(offered.isEmpty() && offered.isComplete()).isTrue();
          assertThat(log.log().headsJson()).isEqualTo(stored);
        });
  }

  @Test
  void offer_outcomesOfAllBatches_tellOfEachEntryOnce() {
    Property.check(
        40,
        random -> {
          History history = history(random);
          TestLog log = history.open("reader");
          List<Entry> told = new ArrayList<>();

          Deliveries.tolerant(random)
              .deliver(history.entries(), history.source(), new Telling(log, told));

          assertThat(told).containsExactlyInAnyOrderElementsOf(history.values());
        });
  }

  @Test
  void offer_withForgedEntriesInBetween_takesAllHonestOnesWhateverTheOrder() {
    Property.check(
        100,
        random -> {
          History history = history(random);
          Forgeries forgeries = Forgeries.random(random, history);
          List<Entry> all = new ArrayList<>(history.entries());
          all.addAll(forgeries.entries());
          TestLog log = history.open("reader");

          Deliveries.tolerant(random).deliver(all, forgeries.source(), log);
          JoinOutcome last = log.offer(all, forgeries.source());

          assertThat(log.log().heads()).isEqualTo(history.heads());
          assertThat(log.log().values()).isEqualTo(history.values());
          assertThat(last.isEmpty()).isTrue();
          assertThat(last.refused())
              .extracting(Refusal::entry)
              .containsExactlyInAnyOrderElementsOf(forgeries.forged());
          assertThat(last.gaps())
              .extracting(Gap::entry)
              .containsExactlyInAnyOrderElementsOf(forgeries.gaps());
          assertThat(last.gaps())
              .allMatch(gap -> new HashSet<>(forgeries.forged()).containsAll(gap.because()));
        });
  }

  private static History history(RandomGenerator random) {
    return History.random(random, KEYS, "history", ENTRIES);
  }

  private static TestLog deliver(History history, RandomGenerator random) {
    TestLog log = history.open("reader");
    Deliveries.random(random).deliver(history.entries(), history.source(), log);
    return log;
  }

  /** Keeps what every batch brought. */
  private record Telling(TestLog log, List<Entry> told) implements Deliveries.Replica {
    @Override
    public JoinOutcome join(Collection<Entry> entries, BlockSource missing) {
      throw new AssertionError("Only offers were asked for");
    }

    @Override
    public JoinOutcome offer(Collection<Entry> entries, BlockSource missing) {
      JoinOutcome outcome = log.offer(entries, missing);
      told.addAll(outcome.entries());
      return outcome;
    }
  }
}
