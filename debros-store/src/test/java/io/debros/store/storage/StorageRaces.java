package io.debros.store.storage;

import static io.debros.store.storage.StorageContract.OTHER;
import static io.debros.store.storage.StorageContract.SPACE;
import static io.debros.store.storage.StorageContract.key;
import static io.debros.store.storage.StorageContract.rows;
import static io.debros.store.storage.StorageContract.text;
import static io.debros.store.storage.StorageReader.Direction.ASCENDING;
import static io.debros.store.storage.StorageReader.Direction.DESCENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.ClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Several threads on one storage. */
final class StorageRaces {
  private StorageRaces() {}

  static void readersSeeWholeBatches(Storage storage) throws Exception {
    writePair(storage, 0);
    AtomicBoolean done = new AtomicBoolean();
    Callable<Void> reader =
        () -> {
          while (!done.get()) {
            assertPairAgrees(storage);
          }
          return null;
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<?>> readers = List.of(threads.submit(reader), threads.submit(reader));

    for (int i = 1; i <= 2_000; i++) {
      writePair(storage, i);
    }

    done.set(true);
    finish(threads, readers);
    assertPairAgrees(storage);
  }

  private static void writePair(Storage storage, int number) {
    byte[] value = key("" + number);
    storage.write(
        new StorageBatch().put(SPACE, key("left"), value).put(OTHER, key("right"), value));
  }

  private static void assertPairAgrees(Storage storage) {
    try (StorageSnapshot snapshot = storage.snapshot()) {
      assertThat(snapshot.get(SPACE, key("left"))).isEqualTo(snapshot.get(OTHER, key("right")));
    }
  }

  static void writersLoseNothing(Storage storage) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> writers = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      String name = "w" + writer + "-";
      writers.add(threads.submit(() -> writeMany(storage, name)));
    }

    finish(threads, writers);

    assertThat(rows(storage, KeyRange.all(), ASCENDING)).hasSize(2_000);
  }

  private static void writeMany(Storage storage, String name) {
    for (int i = 0; i < 500; i++) {
      storage.write(new StorageBatch().put(SPACE, key(name + i), key("value")));
    }
  }

  static void closingEndsReaders(Storage storage) throws Exception {
    writeMany(storage, "key");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      readers.add(threads.submit(() -> untilClosed(() -> storage.get(SPACE, key("key7")))));
      readers.add(threads.submit(() -> untilClosed(() -> scanAtSnapshot(storage))));
    }

    storage.close();

    finish(threads, readers);
    assertThatThrownBy(storage::sync).isInstanceOf(ClosedException.class);
  }

  private static void scanAtSnapshot(Storage storage) {
    try (StorageSnapshot snapshot = storage.snapshot();
        StorageCursor cursor = snapshot.scan(SPACE, KeyRange.all(), DESCENDING)) {
      while (cursor.next()) {
        assertThat(text(cursor.value())).isEqualTo("value");
      }
    }
  }

  private static void untilClosed(Runnable call) {
    try {
      while (true) {
        call.run();
      }
    } catch (ClosedException expected) {
      assertThat(expected).hasMessageContaining("is closed");
    }
  }

  /** Waits for all and passes on what they threw. */
  private static void finish(ExecutorService threads, List<Future<?>> tasks) throws Exception {
    for (Future<?> task : tasks) {
      task.get();
    }
    threads.shutdown();
  }
}
