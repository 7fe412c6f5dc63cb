package io.debros.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.ClosedException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.StoredLog;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.testing.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerifyTest {
  private final MemoryStorage storage = new MemoryStorage();
  private DebrosNode node;

  @BeforeEach
  void open() {
    node = DebrosNode.open(NodeSettings.inMemory(), storage);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void verify_sample_findsNothing() {
    Sample.first(node);
    Sample.second(node);
    Sample.last(node);

    VerifyReport report = verify();

    assertThat(report.all()).isEmpty();
    assertThat(report.isClean()).isTrue();
    assertThat(report.databases())
        .extracting(DatabaseReport::name, DatabaseReport::entries, DatabaseReport::rows)
        .containsExactlyInAnyOrder(
            tuple("users", 195L, 120L),
            tuple("posts-0", 40L, 40L),
            tuple("posts-1", 41L, 39L),
            tuple("shared", 24L, 15L),
            tuple("places", 20L, 20L),
            tuple("empty", 0L, 0L),
            tuple("dropped", 0L, 0L));
  }

  @Test
  void verify_databasesOfEveryType_comparesTheirIndexes() {
    node.openKeyValue("settings", DatabaseOptions.defaults()).put("a", new CborText("1"));
    var events = node.openEvents("events", DatabaseOptions.defaults());
    IntStream.range(0, 5).forEach(i -> events.add(new CborText("event " + i)));
    var feed = node.openFeed("feed", DatabaseOptions.defaults());
    feed.remove(feed.add(new CborText("gone")));
    node.openCounter("counter", DatabaseOptions.defaults()).increment(3);

    VerifyReport report = verify();

    assertThat(report.all()).isEmpty();
    assertThat(report.databases())
        .extracting(DatabaseReport::name, DatabaseReport::rows)
        .containsExactlyInAnyOrder(
            tuple("settings", 1L), tuple("events", 5L), tuple("feed", 0L), tuple("counter", 1L));
  }

  /** One part holds the links of a few entries only, as if there were many millions. */
  @Test
  void verify_logOfSeveralParts_findsTheSame() {
    DocumentDatabase users = users(40);

    assertThat(verifyInParts(3).isClean()).isTrue();

    Cid second = users.log().values().get(1).hash();
    StorageBatch batch = new StorageBatch();
    StoredLog.of(users.log().id()).removeEntry(batch, second);
    storage.write(batch);

    assertThat(verifyInParts(3).all())
        .extracting(Finding::kind)
        .containsExactlyInAnyOrder(FindingKind.KEY_INDEX_WRONG, FindingKind.LINK_MISSING);
    assertThat(kinds(verifyInParts(3))).isEqualTo(kinds(verifyInParts(1_000)));
  }

  @Test
  void verify_someDatabases_leavesOthersOut() {
    users(3);
    DocumentDatabase other = node.openDocuments("other", DocumentOptions.defaults());
    storage.write(
        new StorageBatch().delete(BlockStore.SPACE, users(4).log().heads().get(0).hash().bytes()));

    VerifyReport report =
        node.care()
            .verify(VerifyOptions.defaults().withDatabases(Set.of(other.address())), Progress.NONE);

    assertThat(report.isClean()).isTrue();
    assertThat(report.databases()).singleElement().returns("other", DatabaseReport::name);
    assertThat(report.find(other.address())).isNotNull();
    assertThat(verify().isClean()).isFalse();
  }

  @Test
  void verify_moreDamageThanIsListed_countsTheRest() {
    DocumentDatabase users = users(50);
    StorageBatch batch = new StorageBatch();
    users.log().values().forEach(entry -> batch.delete(BlockStore.SPACE, entry.hash().bytes()));
    storage.write(batch);

    VerifyReport report =
        node.care().verify(VerifyOptions.defaults().withMaxFindings(10), Progress.NONE);

    assertThat(report.all())
        .hasSize(10)
        .extracting(Finding::kind)
        .containsOnly(FindingKind.BLOCK_MISSING);
    assertThat(report.allOmitted()).isEqualTo(40);
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void verify_listenerSaysNo_endsAtOnce() {
    users(20);
    List<Progress.Step> steps = new ArrayList<>();

    assertThatThrownBy(
            () ->
                node.care()
                    .verify(
                        VerifyOptions.defaults(),
                        step -> {
                          steps.add(step);
                          return steps.size() < 3;
                        }))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("Task was cancelled by its listener");
    assertThat(steps).hasSize(3);
    assertThat(verify().isClean()).isTrue();
  }

  @Test
  void verify_progress_endsEachPhaseAtItsTotal() {
    DocumentDatabase users = users(300);
    List<Progress.Step> entries = new ArrayList<>();

    node.care()
        .verify(
            VerifyOptions.defaults(),
            step -> {
              if (step.phase().equals("entries")) {
                entries.add(step);
              }
              return true;
            });

    assertThat(entries).extracting(Progress.Step::total).containsOnly(300L);
    assertThat(entries).extracting(Progress.Step::done).startsWith(0L).endsWith(300L).isSorted();
    assertThat(entries).extracting(Progress.Step::database).containsOnly(users.address());
  }

  @Test
  void verify_besideWritersAndOpeners_findsNothing() throws Exception {
    DocumentDatabase users = users(50);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> writer =
        CompletableFuture.supplyAsync(
            () -> {
              int written = 0;
              for (; !over.get(); written++) {
                users.put(document("w" + written % 30));
                DocumentDatabase other =
                    node.openDocuments("other-" + written % 5, DocumentOptions.defaults());
                other.put(document("o" + written));
                if (written % 7 == 0) {
                  other.drop();
                }
              }
              return written;
            });
    try {
      for (int i = 0; i < 10; i++) {
        assertThat(verify().all()).isEmpty();
      }
    } finally {
      over.set(true);
    }
    assertThat(writer.get(1, TimeUnit.MINUTES)).isPositive();
  }

  @Test
  void verify_closedNode_isRefused() {
    NodeCare care = node.care();
    node.close();

    assertThatThrownBy(() -> care.verify(VerifyOptions.defaults(), Progress.NONE))
        .isInstanceOf(ClosedException.class);
  }

  @Test
  void options_withoutThreads_areRefused() {
    assertThatThrownBy(() -> VerifyOptions.defaults().withThreads(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Number of threads or findings is below 1");
  }

  private VerifyReport verify() {
    return node.care().verify(VerifyOptions.defaults(), Progress.NONE);
  }

  private VerifyReport verifyInParts(int partSize) {
    return new Verification(node.care().node(), VerifyOptions.defaults(), Progress.NONE, partSize)
        .run();
  }

  private DocumentDatabase users(int documents) {
    DocumentDatabase users = node.openDocuments("users", DocumentOptions.defaults());
    IntStream.range(0, documents).forEach(i -> users.put(document("k" + i)));
    return users;
  }

  private static CborMap document(String key) {
    return CborMap.builder().put("_id", key).put("name", "name of " + key).build();
  }

  private static List<FindingKind> kinds(VerifyReport report) {
    return report.all().stream().map(Finding::kind).sorted().toList();
  }
}
