package io.debros.store.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.CountingStorage;
import io.debros.store.testing.History;
import io.debros.store.testing.TestLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a peer is told that asks what comes before an entry. */
class OlderEntriesTest {
  private static final KeyStore KEYS = new MemoryKeyStore();
  private static final String ID = "/orbitdb/older";

  @Test
  void below_entryOfOneWriter_areThoseRightBeforeFromNewToOld() {
    TestLog writer = TestLog.open(ID, KEYS, "w", TestLog.ANYONE, 16);
    List<Entry> entries = write(writer, 300);

    List<Cid> told = new OlderEntries(writer.reopen(), 100).below(entries.get(250).hash());

    assertThat(told).isEqualTo(newestFirst(entries.subList(150, 250)));
  }

  @Test
  void below_moreThanThereIs_areAllAncestors() {
    TestLog writer = TestLog.open(ID, KEYS, "w", TestLog.ANYONE, 16);
    List<Entry> entries = write(writer, 300);

    List<Cid> told = new OlderEntries(writer.reopen(), 4096).below(entries.get(250).hash());

    assertThat(told).isEqualTo(newestFirst(entries.subList(0, 250)));
  }

  @Test
  void below_firstEntryOrUnknownOne_areNone() {
    TestLog writer = TestLog.open(ID, KEYS, "w", TestLog.ANYONE, 16);
    TestLog other = TestLog.open("/orbitdb/other", KEYS, "w", TestLog.ANYONE, 16);
    List<Entry> entries = write(writer, 3);
    List<Entry> elsewhere = write(other, 3);

    assertThat(new OlderEntries(writer.reopen(), 10).below(entries.get(0).hash())).isEmpty();
    assertThat(new OlderEntries(writer.reopen(), 10).below(elsewhere.get(2).hash())).isEmpty();
  }

  @Test
  void below_entryThatJoinsLongBranches_areEntriesOfBoth() {
    TestLog one = TestLog.open(ID, KEYS, "one", TestLog.ANYONE, 16);
    TestLog two = TestLog.open(ID, KEYS, "two", TestLog.ANYONE, 16);
    List<Entry> all = write(one, 200);
    List<Entry> others = write(two, 200);
    one.join(others, hash -> two.identity().block().bytes());
    Entry both = one.append(History.put("both", 1));
    all.addAll(others);

    List<Cid> told = new OlderEntries(one.reopen(), 4096).below(both.hash());

    assertThat(told).containsExactlyInAnyOrderElementsOf(newestFirst(all));
  }

  @Test
  void below_page_costsFarFewerLookUpsThanItHasHashes() {
    CountingStorage storage = new CountingStorage(new MemoryStorage());
    TestLog writer = TestLog.open(ID, storage, KEYS, "w", TestLog.ANYONE, 16);
    List<Entry> entries = write(writer, 1_100);
    long before = storage.reads();

    List<Cid> told = new OlderEntries(writer.reopen(), 1_000).below(entries.get(1_099).hash());

    assertThat(told).hasSize(1_000);
    assertThat(storage.reads() - before).isLessThan(100);
  }

  @Test
  void below_entriesThatNameOnlyTheirPredecessor_areFewerForTheSameWork() {
    TestLog writer = TestLog.open(ID, KEYS, "w", TestLog.ANYONE, 0);
    List<Entry> entries = write(writer, 500);

    List<Cid> told = new OlderEntries(writer.reopen(), 400).below(entries.get(499).hash());

    assertThat(told).isEqualTo(newestFirst(entries.subList(499 - 132, 499)));
  }

  private static List<Entry> write(TestLog writer, int count) {
    return new ArrayList<>(
        IntStream.range(0, count).mapToObj(n -> writer.append(History.put("k" + n, n))).toList());
  }

  private static List<Cid> newestFirst(List<Entry> entries) {
    List<Cid> hashes = new ArrayList<>(entries.stream().map(Entry::hash).toList());
    Collections.reverse(hashes);
    return hashes;
  }
}
