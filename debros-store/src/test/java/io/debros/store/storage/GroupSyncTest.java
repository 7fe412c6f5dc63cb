package io.debros.store.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupSyncTest {
  private static final Path PATH = Path.of("node");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final WriteGate gate = new WriteGate(PATH);
  private final AtomicLong written = new AtomicLong();
  private final Semaphore started = new Semaphore(0);
  private final Semaphore mayEnd = new Semaphore(0);

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void await_manyWhileASyncRuns_shareTheNextOne() throws Exception {
    GroupSync group = new GroupSync(PATH, gate, this::slowSync);
    Future<?> first = threads.submit(() -> group.await(written.incrementAndGet()));
    started.acquire();

    List<Future<?>> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      long position = written.incrementAndGet();
      others.add(threads.submit(() -> group.await(position)));
    }
    mayEnd.release(2);
    first.get();
    for (Future<?> other : others) {
      other.get();
    }

    assertThat(group.count()).isEqualTo(2);
    assertThat(group.isDurable(21)).isTrue();
    assertThat(group.isDurable(22)).isFalse();
  }

  @Test
  void await_writtenWhileASyncRuns_isNotCoveredByIt() throws Exception {
    GroupSync group = new GroupSync(PATH, gate, this::slowSync);
    Future<?> first = threads.submit(() -> group.await(written.incrementAndGet()));
    started.acquire();
    Future<?> second = threads.submit(() -> group.await(written.incrementAndGet()));

    mayEnd.release();
    first.get();

    started.acquire(); // by the second: what it wrote came after the first sync had begun
    assertThat(second.isDone()).isFalse();
    mayEnd.release();
    second.get();
  }

  @Test
  void await_durableAlready_doesNotSync() {
    written.set(7);
    GroupSync group = new GroupSync(PATH, gate, written::get);
    group.await(7);

    group.await(3);
    group.await(7);

    assertThat(group.count()).isEqualTo(1);
  }

  @Test
  void await_syncFails_everyWaiterIsToldAndItStaysSo() throws Exception {
    GroupSync group =
        new GroupSync(
            PATH,
            gate,
            () -> {
              slowSync();
              throw new IllegalStateException("disk is gone");
            });
    List<Future<?>> waiters = new ArrayList<>();
    waiters.add(threads.submit(() -> group.await(written.incrementAndGet())));
    started.acquire();
    for (int i = 0; i < 5; i++) {
      waiters.add(threads.submit(() -> group.await(written.incrementAndGet())));
    }

    mayEnd.release();

    for (Future<?> waiter : waiters) {
      assertThatThrownBy(waiter::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(StorageException.class)
          .hasMessageContaining("could not be synced")
          .hasMessageContaining("disk is gone");
    }
    assertThat(group.count()).isZero();
    assertThat(started.tryAcquire()).as("another sync was tried").isFalse();
    assertThat(gate.isShut()).isTrue();
    assertThatThrownBy(gate::check).isInstanceOf(StorageException.class);
  }

  @Test
  void await_interrupted_waitsForTheOutcomeAndKeepsTheInterrupt() throws Exception {
    GroupSync group = new GroupSync(PATH, gate, this::slowSync);
    Future<?> first = threads.submit(() -> group.await(written.incrementAndGet()));
    started.acquire();
    long position = written.incrementAndGet();
    Future<Boolean> interrupted =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              group.await(position);
              return Thread.interrupted();
            });

    mayEnd.release(2);

    first.get();
    assertThat(interrupted.get()).isTrue();
    assertThat(group.isDurable(position)).isTrue();
  }

  private long slowSync() {
    long covered = written.get();
    started.release();
    mayEnd.acquireUninterruptibly();
    return covered;
  }
}
