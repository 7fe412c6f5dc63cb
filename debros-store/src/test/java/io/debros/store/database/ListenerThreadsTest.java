package io.debros.store.database;

import static io.debros.store.database.DatabaseFixture.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners that write, and many threads: nobody waits in a circle, nothing is told twice. */
@Timeout(60)
class ListenerThreadsTest {
  private static final int WRITES = 60;

  private final DatabaseFixture fixture = new DatabaseFixture();
  private final DocumentDatabase a = fixture.open("a");
  private final DocumentDatabase b = fixture.open("b");
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
    fixture.close();
  }

  /** Before, each thread held the lock of its database while its listener waited for the other. */
  @Test
  void listeners_thatWriteToEachOthersDatabase_doNotDeadlock() throws Exception {
    Recorder toldOfA = record(a);
    Recorder toldOfB = record(b);
    a.addListener(onUpdate((source, entry) -> copyOnce(a, b)));
    b.addListener(onUpdate((source, entry) -> copyOnce(b, a)));

    Future<?> first = threads.submit(() -> writeMany(a, "from first "));
    Future<?> second = threads.submit(() -> writeMany(b, "from second "));
    Future<?> third = threads.submit(this::writeToBoth);
    await(first, second, third);

    assertThat(a.log().values()).extracting(Entry::hash).isEqualTo(toldOfA.updated);
    assertThat(b.log().values()).extracting(Entry::hash).isEqualTo(toldOfB.updated);
    assertThat(a.count()).isEqualTo(2 * WRITES + 1);
  }

  @Test
  void listener_manyWriters_isToldOfEachBeforeItsCallReturnsInTheOrderOfTheLog() throws Exception {
    Recorder told = record(a);
    Set<Cid> missed = ConcurrentHashMap.newKeySet();
    List<Future<?>> writers = new ArrayList<>();
    for (int thread = 0; thread < 6; thread++) {
      String name = "thread " + thread + " ";
      writers.add(
          threads.submit(
              () -> {
                for (int i = 0; i < WRITES; i++) {
                  Cid hash = a.put(document(name + i, "Rome"));
                  if (!told.updated.contains(hash)) {
                    missed.add(hash);
                  }
                }
              }));
    }
    await(writers.toArray(Future[]::new));

    assertThat(missed).isEmpty();
    assertThat(a.log().values()).extracting(Entry::hash).isEqualTo(told.updated);
  }

  @Test
  void listener_thatWritesToItsDatabase_hasOthersToldInOrder() {
    AtomicBoolean done = new AtomicBoolean();
    List<Cid> written = new ArrayList<>();
    a.addListener(
        onUpdate(
            (source, entry) -> {
              if (done.compareAndSet(false, true)) {
                written.add(a.put(document("by listener", "Oslo")));
              }
            }));
    Recorder second = record(a);

    Cid first = a.put(document("a", "Rome"));

    assertThat(second.updated).containsExactly(first, written.get(0));
  }

  @Test
  void listener_ofWriteDuringTransactionOnAnother_isToldAfterIt() {
    b.addListener(onUpdate((source, entry) -> a.put(document("by listener", "Oslo"))));
    Recorder toldOfA = record(a);
    Cid staged;
    try (DatabaseTransaction transaction = fixture.node.begin(List.of(a))) {
      staged = transaction.put(a, document("a", "Rome"));
      b.put(document("b", "Rome"));
      assertThat(toldOfA.updated).isEmpty();

      transaction.commit();
    }

    assertThat(toldOfA.updated).hasSize(2).startsWith(staged);
    assertThat(toldOfA.failures).isEmpty();
    assertThat(a.get("by listener")).isNotNull();
  }

  @Test
  void listener_thatBeginsTransactionOverAll_canCommit() {
    KeyValueDatabase journal = fixture.node.openKeyValue("journal", DatabaseOptions.defaults());
    a.addListener(
        onUpdate(
            (source, entry) -> {
              try (DatabaseTransaction transaction = fixture.node.begin(List.of(b, journal))) {
                transaction.put(b, document("copy", "Rome"));
                transaction.put(journal, "last", new CborInt(entry.clock().time()));
                transaction.commit();
              }
            }));

    a.put(document("x", "Rome"));

    assertThat(journal.get("last")).isEqualTo(new CborInt(1));
    assertThat(b.count()).isEqualTo(1);
  }

  @Test
  void listener_thatDropsAndCloses_isObeyed() {
    a.addListener(
        onUpdate(
            (source, entry) -> {
              source.drop();
              source.close();
            }));
    Recorder told = record(a);

    a.put(document("x", "Rome"));

    assertThat(a.isClosed()).isTrue();
    assertThat(told.updated).hasSize(1);
    assertThat(told.failures).isEmpty();
    assertThat(fixture.open("a").count()).isZero();
  }

  @Test
  void writer_interruptedWhileAnotherCallsListeners_stillReturnsItsWrite() throws Exception {
    CountDownLatch inListener = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    a.addListener(
        onUpdate(
            (source, entry) -> {
              if (first.compareAndSet(true, false)) {
                inListener.countDown();
                release.await();
              }
            }));
    Recorder told = record(a);
    Future<Cid> blocked = threads.submit(() -> a.put(document("x", "Rome")));
    inListener.await();
    CompletableFuture<Thread> waiting = new CompletableFuture<>();
    Future<Boolean> interrupted =
        threads.submit(
            () -> {
              waiting.complete(Thread.currentThread());
              a.put(document("y", "Rome"));
              return Thread.currentThread().isInterrupted();
            });

    waiting.get().interrupt();
    release.countDown();

    assertThat(interrupted.get()).isTrue();
    assertThat(blocked.get()).isNotNull();
    assertThat(told.updated).hasSize(2);
  }

  /** An error of a listener reaches error listeners, never the writer or another writer. */
  @Test
  void listener_thatThrowsError_leavesOthersWorking() throws Exception {
    a.addListener(
        onUpdate(
            (source, entry) -> {
              throw new AssertionError("listener of the test");
            }));
    Recorder told = record(a);

    await(
        threads.submit(() -> writeMany(a, "first ")),
        threads.submit(() -> writeMany(a, "second ")));

    assertThat(told.updated).hasSize(2 * WRITES);
    assertThat(told.failures).hasSize(2 * WRITES).containsOnly("listener of the test");
  }

  private void writeToBoth() {
    for (int i = 0; i < WRITES; i++) {
      try (DatabaseTransaction transaction = fixture.node.begin(List.of(b, a))) {
        transaction.put(a, document("both " + i, "Rome"));
        transaction.put(b, document("both " + i, "Rome"));
        transaction.commit();
      }
    }
  }

  private static void writeMany(DocumentDatabase database, String prefix) {
    for (int i = 0; i < WRITES; i++) {
      database.put(document(prefix + i, "Rome"));
    }
  }

  /** One write to the other database for each that was not itself such a copy. */
  private static void copyOnce(DocumentDatabase from, DocumentDatabase to) {
    String key = "copies of " + from.name();
    DocumentRow row = to.get(key);
    if (row == null || from.log().heads().get(0).clock().time() % 2 == 0) {
      to.put(document(key, "Rome"));
    }
  }

  private static void await(Future<?>... futures) throws InterruptedException, ExecutionException {
    for (Future<?> future : futures) {
      future.get();
    }
  }

  private static Recorder record(DocumentDatabase database) {
    Recorder recorder = new Recorder();
    database.addListener(recorder);
    return recorder;
  }

  private interface Updated {
    void accept(Database source, Entry entry) throws InterruptedException;
  }

  private static DatabaseListener onUpdate(Updated action) {
    return new DatabaseListener() {
      @Override
      public void updated(Database source, Entry entry) {
        try {
          action.accept(source, entry);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private static final class Recorder implements DatabaseListener {
    final List<Cid> updated = Collections.synchronizedList(new ArrayList<>());
    final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void updated(Database source, Entry entry) {
      updated.add(entry.hash());
    }

    @Override
    public void failed(Database source, Throwable cause) {
      failures.add(cause.getMessage());
    }
  }
}
