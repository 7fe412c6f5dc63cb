package io.debros.store.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.StorageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IntervalSyncTest {
  private static final Path PATH = Path.of("node");

  private final WriteGate gate = new WriteGate(PATH);

  @Test
  void written_eachTime_isSyncedLater() throws InterruptedException {
    Semaphore syncs = new Semaphore(0);
    try (IntervalSync sync = IntervalSync.start(PATH, gate, Duration.ofMillis(1), syncs::release)) {
      for (int i = 0; i < 5; i++) {
        sync.written();
        sync.written();

        assertThat(syncs.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
      }
      gate.check();
    }
  }

  @Test
  void written_whileASyncRuns_isSyncedAfterIt() throws InterruptedException {
    Semaphore started = new Semaphore(0);
    CountDownLatch go = new CountDownLatch(1);
    Runnable slow =
        () -> {
          started.release();
          await(go);
        };
    try (IntervalSync sync = IntervalSync.start(PATH, gate, Duration.ofMillis(1), slow)) {
      sync.written();
      assertThat(started.tryAcquire(60, TimeUnit.SECONDS)).isTrue();

      sync.written();
      go.countDown();

      assertThat(started.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void written_syncFails_gateIsShutForGood() throws InterruptedException {
    CountDownLatch failed = new CountDownLatch(1);
    Runnable broken =
        () -> {
          failed.countDown();
          throw new IllegalStateException("disk is gone");
        };
    IntervalSync sync = IntervalSync.start(PATH, gate, Duration.ofMillis(1), broken);

    sync.written();
    assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();
    sync.close(); // waits for the thread, which has kept the failure by then

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(gate::check)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("takes no more writes")
          .hasMessageContaining("disk is gone")
          .hasRootCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void close_twiceAndWithoutWrites_returns() {
    IntervalSync sync = IntervalSync.start(PATH, gate, Duration.ofDays(1), () -> {});
    sync.written();

    sync.close();

    assertThatCode(sync::close).doesNotThrowAnyException();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
