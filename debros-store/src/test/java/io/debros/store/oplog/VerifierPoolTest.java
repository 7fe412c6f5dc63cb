package io.debros.store.oplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work is done once, by the threads of the pool and the caller's. */
class VerifierPoolTest {
  private final VerifierPool pool = VerifierPool.open(4);
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void finish_ofManyItems_hasDoneEachOnce() {
    List<Integer> items = numbers(10_000);
    ConcurrentLinkedQueue<Integer> done = new ConcurrentLinkedQueue<>();

    pool.start(items, done::add).finish();

    assertThat(done).containsExactlyInAnyOrderElementsOf(items);
  }

  @Test
  void start_ofManyItems_worksOnDaemonThreadsWhileTheCallerGoesOn() throws Exception {
    CountDownLatch begun = new CountDownLatch(3);
    Consumer<Integer> action =
        item -> {
          threads.add(Thread.currentThread());
          begun.countDown();
          await(begun);
        };

    VerifierPool.Work<Integer> work = pool.start(numbers(100), action);
    boolean allBegan = begun.await(60, TimeUnit.SECONDS);
    work.finish();

    assertThat(allBegan).isTrue();
    assertThat(threads).doesNotContainNull().filteredOn(this::isHelper).hasSize(3);
    assertThat(threads).filteredOn(this::isHelper).allMatch(Thread::isDaemon);
  }

  @Test
  void finish_ofFewItems_staysOnTheCallersThread() {
    pool.start(numbers(7), item -> threads.add(Thread.currentThread())).finish();

    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void finish_afterClose_isDoneByTheCaller() {
    pool.close();

    pool.start(numbers(100), item -> threads.add(Thread.currentThread())).finish();

    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void finish_withoutThreads_isDoneByTheCaller() {
    VerifierPool.NONE.start(numbers(100), item -> threads.add(Thread.currentThread())).finish();

    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void finish_twice_doesNothingTheSecondTime() {
    for (int round = 0; round < 200; round++) {
      ConcurrentLinkedQueue<Integer> done = new ConcurrentLinkedQueue<>();
      VerifierPool.Work<Integer> work = pool.start(numbers(64), done::add);

      work.finish();
      work.finish();

      assertThat(done).hasSize(64);
    }
  }

  @Test
  void finish_actionThatFails_throwsAndLeavesTheRest() {
    ConcurrentLinkedQueue<Integer> begun = new ConcurrentLinkedQueue<>();

    assertThatThrownBy(() -> pool.start(numbers(10_000), item -> failAt(begun, item)).finish())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("item 100");

    assertThat(begun).hasSizeLessThan(10_000);
  }

  @Test
  void finish_interrupted_isCompleteAndStaysInterrupted() {
    ConcurrentLinkedQueue<Integer> done = new ConcurrentLinkedQueue<>();
    Thread.currentThread().interrupt();

    pool.start(numbers(1000), done::add).finish();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(done).hasSize(1000);
  }

  private static void failAt(ConcurrentLinkedQueue<Integer> begun, int item) {
    begun.add(item);
    if (item >= 100) {
      throw new IllegalStateException("item 100");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isHelper(Thread thread) {
    return thread != Thread.currentThread();
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
