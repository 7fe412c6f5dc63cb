package io.debros.store;

import static io.debros.store.HistoryDatabase.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.CounterDatabase;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.FeedDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.database.Row;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Writers that fork and meet: whatever the order and the batches in which entries arrive, replicas
 * show the same, and it is what a walk over the log comes to.
 */
class DatabaseTypesPropertyTest {
  private static final int TRIES = 12;
  private static final DatabaseOptions EVERYBODY =
      DatabaseOptions.defaults().withWrite(List.of("*"));

  @Test
  void keyValue_anyHistory_isTheFoldOfTheLog() {
    Property.check(
        TRIES,
        random ->
            new History<>(
                    node -> node.openKeyValue("shared", EVERYBODY),
                    DatabaseTypesPropertyTest::writeKey,
                    database -> hashes(database.all()),
                    DatabaseTypesPropertyTest::lastWrites)
                .run(random));
  }

  @Test
  void events_anyHistory_isTheFoldOfTheLog() {
    Property.check(
        TRIES,
        random ->
            new History<>(
                    node -> node.openEvents("shared", EVERYBODY),
                    (database, by) -> database.add(new CborInt(by.nextInt())),
                    (EventDatabase database) -> hashes(database.all()),
                    log -> log.stream().map(Entry::hash).toList())
                .run(random));
  }

  @Test
  void feed_anyHistory_isTheFoldOfTheLog() {
    Property.check(
        TRIES,
        random ->
            new History<>(
                    node -> node.openFeed("shared", EVERYBODY),
                    DatabaseTypesPropertyTest::addOrRemove,
                    database -> hashes(database.all()),
                    DatabaseTypesPropertyTest::notRemoved)
                .run(random));
  }

  @Test
  void counter_anyHistory_isTheFoldOfTheLog() {
    Property.check(
        TRIES,
        random ->
            new History<>(
                    node -> node.openCounter("shared", EVERYBODY),
                    DatabaseTypesPropertyTest::count,
                    CounterDatabase::value,
                    DatabaseTypesPropertyTest::sum)
                .run(random));
  }

  private static void writeKey(KeyValueDatabase database, RandomGenerator random) {
    String key = "k" + random.nextInt(6);
    if (random.nextInt(4) == 0) {
      database.delete(key);
    } else {
      database.put(key, new CborInt(random.nextInt()));
    }
  }

  private static void addOrRemove(FeedDatabase database, RandomGenerator random) {
    List<Row> shown = list(database.oldestFirst());
    if (!shown.isEmpty() && random.nextInt(3) == 0) {
      database.remove(shown.get(random.nextInt(shown.size())).hash());
    } else {
      database.add(new CborInt(random.nextInt()));
    }
  }

  private static void count(CounterDatabase database, RandomGenerator random) {
    if (random.nextBoolean()) {
      database.increment(1 + random.nextInt(100));
    } else {
      database.decrement(1 + random.nextInt(100));
    }
  }

  private static List<Cid> hashes(List<Row> rows) {
    return rows.stream().map(Row::hash).toList();
  }

  /** Of a log, oldest first: the last PUT of each key that no DEL follows. */
  private static Map<CborValue, Entry> winners(List<Entry> log) {
    Map<CborValue, Entry> winners = new LinkedHashMap<>();
    for (Entry entry : log) {
      CborValue key = field(entry, "key");
      winners.remove(key);
      if (field(entry, "op").equals(new CborText("PUT"))) {
        winners.put(key, entry);
      }
    }
    return winners;
  }

  private static List<Cid> lastWrites(List<Entry> log) {
    return winners(log).values().stream().map(Entry::hash).toList();
  }

  private static List<Cid> notRemoved(List<Entry> log) {
    List<Cid> shown = new ArrayList<>();
    for (Entry entry : log) {
      if (field(entry, "key") instanceof CborText removed) {
        shown.removeIf(hash -> hash.toString().equals(removed.value()));
      } else {
        shown.add(entry.hash());
      }
    }
    return shown;
  }

  private static Long sum(List<Entry> log) {
    return winners(log).values().stream()
        .map(entry -> ((CborList) field(entry, "value")).values())
        .mapToLong(pair -> ((CborInt) pair.get(0)).value() - ((CborInt) pair.get(1)).value())
        .sum();
  }

  private static CborValue field(Entry entry, String name) {
    return ((CborMap) entry.payload()).find(name);
  }

  /** Three replicas that write and meet, and a fourth that gets everything in pieces. */
  private record History<D extends Database>(
      Function<DebrosNode, D> open,
      BiConsumer<D, RandomGenerator> write,
      Function<D, Object> shown,
      Function<List<Entry>, Object> fold) {

    void run(RandomGenerator random) {
      List<Replica<D>> replicas = Stream.generate(this::replica).limit(4).toList();
      try {
        act(replicas.subList(0, 3), random);
        deliverInPieces(replicas.get(0), replicas.get(3), random);
        for (Replica<D> replica : replicas) {
          List<Entry> log = replica.database.log().values();
          assertThat(log).isEqualTo(replicas.get(0).database.log().values());
          assertThat(shown.apply(replica.database)).isEqualTo(fold.apply(log));
        }
      } finally {
        replicas.forEach(replica -> replica.node.close());
      }
    }

    private void act(List<Replica<D>> replicas, RandomGenerator random) {
      for (int step = 0; step < 40; step++) {
        Replica<D> replica = replicas.get(random.nextInt(replicas.size()));
        if (random.nextInt(4) == 0) {
          replica.join(replicas.get(random.nextInt(replicas.size())));
        } else {
          write.accept(replica.database, random);
        }
        List<Entry> log = replica.database.log().values();
        assertThat(shown.apply(replica.database)).isEqualTo(fold.apply(log));
      }
      replicas.forEach(from -> replicas.get(0).join(from));
      replicas.forEach(to -> to.join(replicas.get(0)));
    }

    /** Entries in any order and batching; what lacks its ancestors waits for them. */
    private static void deliverInPieces(Replica<?> from, Replica<?> to, RandomGenerator random) {
      List<Entry> entries = new ArrayList<>(from.database.log().values());
      Collections.shuffle(entries, new Random(random.nextLong()));
      for (int start = 0; start < entries.size(); ) {
        int end = Math.min(entries.size(), start + 1 + random.nextInt(7));
        to.database.offer(entries.subList(start, end), from::identity);
        start = end;
      }
    }

    private Replica<D> replica() {
      MemoryStorage storage = new MemoryStorage();
      DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage);
      return new Replica<>(node, new BlockStore(storage), open.apply(node));
    }
  }

  private record Replica<D extends Database>(DebrosNode node, BlockStore blocks, D database) {
    void join(Replica<D> other) {
      database.join(other.database.heads(), other.blocks::find);
    }

    /** Blocks of identities only. */
    byte[] identity(Cid hash) {
      return database.log().has(hash) ? null : blocks.find(hash);
    }
  }
}
