package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.identity.KeyStore;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.oplog.Refusal;
import io.debros.store.oplog.RefusalReason;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.testing.Deliveries;
import io.debros.store.testing.Forgeries;
import io.debros.store.testing.History;
import io.debros.store.testing.Property;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What databases show is a fold over their log, however its entries arrived. */
class JoinedDatabasesPropertyTest {
  private static final KeyStore KEYS = new MemoryKeyStore();
  private static final List<String> ANYONE = List.of("*");
  private static final int ENTRIES = 20;

  @Test
  void documents_anyDelivery_showTheFoldOfTheHistory() {
    Property.check(
        25,
        random -> {
          MemoryStorage storage = new MemoryStorage();
          try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory(), storage)) {
            DocumentDatabase database = documents(node);
            History history = history(random, database);

            Deliveries.random(random).deliver(history.entries(), history.source(), on(database));

            assertThat(database.heads()).isEqualTo(history.heads());
            assertThat(database.log().values()).isEqualTo(history.values());
            assertThat(List.copyOf(shown(database).entrySet()))
                .isEqualTo(List.copyOf(fold(history).entrySet()));
            LogFold.assertAgrees(database);
            joinedAgainShowsTheSame(database, history);
          }
        });
  }

  @Test
  void keyValues_anyDelivery_showTheFoldOfTheHistory() {
    Property.check(
        25,
        random -> {
          try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
            KeyValueDatabase database = node.openKeyValue("joined", options());
            History history = history(random, database);

            Deliveries.random(random).deliver(history.entries(), history.source(), on(database));

            assertThat(database.heads()).isEqualTo(history.heads());
            assertThat(List.copyOf(shown(database).entrySet()))
                .isEqualTo(List.copyOf(fold(history).entrySet()));
            assertThat(database.count()).isEqualTo(database.all().size());
            database.close();
            assertThat(List.copyOf(shown(node.openKeyValue("joined", options())).entrySet()))
                .isEqualTo(List.copyOf(fold(history).entrySet()));
          }
        });
  }

  @Test
  void offer_withForgeriesInBetween_showsTheHonestOnesAndTellsOfEachForgeryOnce() {
    Property.check(
        25,
        random -> {
          try (DebrosNode node = DebrosNode.open(NodeSettings.inMemory())) {
            DocumentDatabase database = documents(node);
            List<Cid> told = new ArrayList<>();
            database.addListener(listener(told));
            History history = history(random, database);
            Forgeries forgeries = Forgeries.random(random, history);
            List<Entry> all = new ArrayList<>(history.entries());
            all.addAll(forgeries.entries());

            Deliveries.random(random).deliver(all, forgeries.source(), on(database, random));

            assertThat(database.heads()).isEqualTo(history.heads());
            assertThat(List.copyOf(shown(database).entrySet()))
                .isEqualTo(List.copyOf(fold(history).entrySet()));
            assertThat(told).containsExactlyInAnyOrderElementsOf(forgeries.forged());
          }
        });
  }

  private static void joinedAgainShowsTheSame(DocumentDatabase database, History history) {
    Map<String, CborValue> before = shown(database);

    JoinOutcome outcome = database.join(history.entries(), BlockSource.NONE);

    assertThat(outcome.isEmpty()).isTrue();
    assertThat(shown(database)).isEqualTo(before);
  }

  /** A peer whose entries are all offered at once, with all that they build on. */
  private static Deliveries.Replica on(Database database, RandomGenerator random) {
    return new Deliveries.Replica() {
      @Override
      public JoinOutcome join(Collection<Entry> entries, BlockSource missing) {
        return offer(entries, missing);
      }

      @Override
      public JoinOutcome offer(Collection<Entry> entries, BlockSource missing) {
        return random.nextBoolean()
            ? database.offer(entries, missing)
            : database.offerBlocks(entries.stream().map(this::block).toList(), missing);
      }

      private EntryBlock block(Entry entry) {
        byte[] bytes = entry.bytes();
        return random.nextBoolean()
            ? EntryBlock.of(bytes)
            : EntryBlock.of(database.log().decode(bytes));
      }
    };
  }

  private static Deliveries.Replica on(Database database) {
    return new Deliveries.Replica() {
      @Override
      public JoinOutcome join(Collection<Entry> entries, BlockSource missing) {
        return database.join(entries, missing);
      }

      @Override
      public JoinOutcome offer(Collection<Entry> entries, BlockSource missing) {
        return database.offer(entries, missing);
      }
    };
  }

  private static DatabaseListener listener(List<Cid> told) {
    return new DatabaseListener() {
      @Override
      public void rejected(Database database, Refusal refusal) {
        if (refusal.reason() != RefusalReason.INCOMPLETE) { // until its ancestors have arrived
          told.add(refusal.entry());
        }
      }
    };
  }

  private static History history(RandomGenerator random, Database database) {
    return History.random(random, KEYS, database.address().toString(), ENTRIES);
  }

  private static DocumentDatabase documents(DebrosNode node) {
    return node.openDocuments("joined", DocumentOptions.defaults().withWrite(ANYONE));
  }

  private static DatabaseOptions options() {
    return DatabaseOptions.defaults().withWrite(ANYONE);
  }

  /** Keys and values as the specification says: by last write, oldest first. */
  private static Map<String, CborValue> fold(History history) {
    Map<String, CborValue> rows = new LinkedHashMap<>();
    for (Entry entry : history.values()) {
      CborMap operation = (CborMap) entry.payload();
      String key = ((CborText) operation.find("key")).value();
      rows.remove(key);
      if (new CborText("PUT").equals(operation.find("op"))) {
        rows.put(key, operation.find("value"));
      }
    }
    return rows;
  }

  private static Map<String, CborValue> shown(DocumentDatabase database) {
    Map<String, CborValue> rows = new LinkedHashMap<>();
    database.all().forEach(row -> rows.put(row.key(), row.rawValue()));
    return rows;
  }

  private static Map<String, CborValue> shown(KeyValueDatabase database) {
    Map<String, CborValue> rows = new LinkedHashMap<>();
    database.all().forEach(row -> rows.put(row.key(), row.value()));
    return rows;
  }
}
