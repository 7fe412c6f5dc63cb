package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DatabaseTransaction;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.StorageException;
import io.debros.store.identity.MemoryKeyStore;
import io.debros.store.storage.Durability;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Receipt;
import io.debros.store.storage.RocksStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageSnapshot;
import io.debros.store.testing.FaultyDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@link Durability#COMMIT} threads that commit at once wait for one sync together. */
class GroupCommitTest {
  private static final int THREADS = 8;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final MemoryKeyStore keys = new MemoryKeyStore();
  @TempDir Path directory;
  private RocksStorage disk;
  private Gathering gathering;
  private DebrosNode node;

  @BeforeEach
  void openNode() {
    disk = RocksStorage.open(directory, Durability.COMMIT);
    gathering = new Gathering(disk);
    node = DebrosNode.open(NodeSettings.inMemory(), gathering);
  }

  @AfterEach
  void close() {
    node.close();
    threads.shutdownNow();
  }

  @Test
  void commits_ofOneDatabaseByManyThreads_shareOneSync() throws Exception {
    DocumentDatabase database = open("one");
    gathering.waitFor(THREADS);
    long before = disk.syncCount();

    inThreads(number -> () -> database.put(document("k" + number)));

    assertThat(disk.syncCount() - before).isEqualTo(1);
    assertThat(database.count()).isEqualTo(THREADS);
    LogFold.assertAgrees(database);
  }

  @Test
  void commits_ofSeveralDatabasesAndTransactions_shareOneSync() throws Exception {
    List<DocumentDatabase> databases = List.of(open("a"), open("b"), open("c"));
    gathering.waitFor(THREADS);
    long before = disk.syncCount();

    inThreads(
        number ->
            () -> {
              List<DocumentDatabase> touched = databases.subList(0, 1 + number % 3);
              try (DatabaseTransaction transaction = node.begin(touched)) {
                touched.forEach(database -> transaction.put(database, document("k" + number)));
                transaction.commit();
              }
            });

    assertThat(disk.syncCount() - before).isEqualTo(1);
    databases.forEach(LogFold::assertAgrees);
  }

  @Test
  void put_whileAnotherWaitsForTheDisk_isSeenByReaders() throws Exception {
    DocumentDatabase database = open("one");
    gathering.waitFor(2);
    Future<?> first = threads.submit(() -> database.put(document("k1")));
    gathering.awaitArrivals(1);

    assertThat(database.get("k1")).as("seen before it is durable").isNotNull();
    assertThat(first.isDone()).as("acknowledged").isFalse();

    database.put(document("k2"));
    first.get();
  }

  @Test
  void put_syncFails_writerIsToldReadsGoOnNothingMoreIsWritten() {
    FaultyDisk faulty = new FaultyDisk(Durability.COMMIT, new SplittableRandom(1));
    NodeSettings settings = NodeSettings.inMemory().withKeyStore(keys);
    DebrosNode broken = DebrosNode.open(settings, faulty.open());
    DocumentDatabase database = broken.openDocuments("one", DocumentOptions.defaults());
    database.put(document("safe"));
    faulty.failSyncs();

    assertThatThrownBy(() -> database.put(document("unsure")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("could not sync");
    assertThatThrownBy(() -> database.put(document("refused")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("takes no more writes");

    assertThat(database.get("unsure")).as("written, and to be read").isNotNull();
    assertThat(database.get("refused")).isNull();
    LogFold.assertAgrees(database);
    faulty.cutPower();
    try (DebrosNode again = DebrosNode.open(settings, faulty.open())) {
      DocumentDatabase reopened = again.openDocuments("one", DocumentOptions.defaults());
      assertThat(reopened.get("safe")).as("acknowledged before").isNotNull();
      reopened.put(document("goes on"));
      LogFold.assertAgrees(reopened);
    }
  }

  private DocumentDatabase open(String name) {
    return node.openDocuments(name, DocumentOptions.defaults());
  }

  private static CborMap document(String key) {
    return CborMap.builder().put("_id", key).build();
  }

  private void inThreads(IntFunction<Runnable> task) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (int number = 0; number < THREADS; number++) {
      running.add(threads.submit(task.apply(number)));
    }
    for (Future<?> one : running) {
      one.get();
    }
  }

  /** Lets nobody wait for the disk before so many have written: whoever holds a lock hangs. */
  private static final class Gathering implements Storage {
    private final Storage storage;
    private volatile CountDownLatch missing = new CountDownLatch(0);
    private volatile int expected;

    Gathering(Storage storage) {
      this.storage = storage;
    }

    void waitFor(int writers) {
      expected = writers;
      missing = new CountDownLatch(writers);
    }

    void awaitArrivals(int writers) {
      while (missing.getCount() > expected - writers) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void write(StorageBatch batch) {
      storage.write(batch);
    }

    @Override
    public Receipt submit(StorageBatch batch) {
      Receipt receipt = storage.submit(batch);
      missing.countDown();
      return () -> {
        awaitAll();
        receipt.awaitDurable();
      };
    }

    private void awaitAll() {
      try {
        assertThat(missing.await(60, TimeUnit.SECONDS)).as("all writers came").isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void sync() {
      storage.sync();
    }

    @Override
    public byte[] get(Space space, byte[] key) {
      return storage.get(space, key);
    }

    @Override
    public StorageCursor scan(Space space, KeyRange range, Direction direction) {
      return storage.scan(space, range, direction);
    }

    @Override
    public StorageSnapshot snapshot() {
      return storage.snapshot();
    }

    @Override
    public void close() {
      storage.close();
    }
  }
}
