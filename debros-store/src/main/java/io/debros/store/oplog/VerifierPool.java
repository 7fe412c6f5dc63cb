package io.debros.store.oplog;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads of a node that check signatures of large joins; with the caller's own thread at
 * most one for each core. They end when they have had nothing to do for a while. Small joins do not
 * use them. Thread-safe; after {@link #close()} work is done on the callers' threads alone.
 */
public final class VerifierPool implements AutoCloseable {
  /** No threads: everything is done on the caller's. */
  public static final VerifierPool NONE = new VerifierPool(1);

  /** Fewer checks than this for each thread cost more to hand over than to do. */
  private static final int WORTHWHILE = 8;

  private static final long IDLE_SECONDS = 10;

  private final int threads;
  private final @Nullable ThreadPoolExecutor helpers;
  private final AtomicInteger number = new AtomicInteger();
  private final SignatureMemory signatures = new SignatureMemory();

  private VerifierPool(int threads) {
    this.threads = threads;
    this.helpers = threads > 1 ? executor(threads - 1) : null;
  }

  /** A pool for all cores of the machine. */
  public static VerifierPool open() {
    return open(Runtime.getRuntime().availableProcessors());
  }

  /**
   * A pool of a given size.
   *
   * @param threads how many work on one join, the caller's among them; less than 2 for none
   */
  public static VerifierPool open(int threads) {
    return new VerifierPool(threads);
  }

  /**
   * Does something that may read entries several times: meanwhile the signature of an entry that
   * was found right is not checked again, in whatever join with this pool. Everything else is.
   */
  public <T> T remembering(Supplier<T> action) {
    signatures.begin();
    try {
      return action.get();
    } finally {
      signatures.end();
    }
  }

  SignatureMemory signatures() {
    return signatures;
  }

  /**
   * Begins to do something with each item, in any order and at once; the caller goes on meanwhile
   * and calls {@link Work#finish}.
   */
  <T> Work<T> start(List<T> items, Consumer<? super T> action) {
    ThreadPoolExecutor executor = helpers;
    int wanted = Math.min(threads - 1, items.size() / WORTHWHILE);
    Work<T> work = new Work<>(items, action, executor == null ? 0 : wanted);
    if (executor != null) {
      work.shares.forEach(executor::execute);
    }
    return work;
  }

  /** Ends the threads when they have done what they do now; nothing happens the second time. */
  @Override
  public void close() {
    if (helpers != null) {
      helpers.shutdown();
    }
  }

  private ThreadPoolExecutor executor(int size) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            this::thread,
            new ThreadPoolExecutor.DiscardPolicy()); // closed: the caller does it all
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "debros-verifier-" + number.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Items that several threads take one after the other. */
  static final class Work<T> {
    private final List<T> items;
    private final Consumer<? super T> action;
    private final AtomicInteger next = new AtomicInteger();
    private final List<Share> shares;

    private Work(List<T> items, Consumer<? super T> action, int helpers) {
      this.items = items;
      this.action = action;
      this.shares = Stream.generate(() -> new Share(this)).limit(helpers).toList();
    }

    /**
     * Does what no thread has begun, and returns when all is done. So a busy pool only makes it
     * slower. Nothing happens the second time.
     *
     * @throws RuntimeException or an error, one that an action threw; other items may be left out
     */
    void finish() {
      try {
        takeAll();
      } finally {
        skipRest(); // after a failure the others need not go on
        shares.forEach(Share::await);
      }
      shares.forEach(Share::rethrow);
    }

    private void takeAll() {
      for (int at = next.getAndIncrement(); at < items.size(); at = next.getAndIncrement()) {
        action.accept(items.get(at));
      }
    }

    private void skipRest() {
      next.set(items.size());
    }
  }

  /** What one helping thread does of some work; nothing, if it comes too late. */
  private static final class Share implements Runnable {
    private final Work<?> work;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;

    Share(Work<?> work) {
      this.work = work;
    }

    @Override
    public void run() {
      if (begun.compareAndSet(false, true)) {
        try {
          work.takeAll();
        } catch (RuntimeException | Error thrown) {
          failure = thrown;
          work.skipRest();
        } finally {
          done.countDown();
        }
      }
    }

    /** Waits for the thread if it has begun, and keeps it from beginning if not. */
    void await() {
      if (begun.compareAndSet(false, true)) {
        done.countDown();
        return;
      }
      boolean interrupted = false;
      while (done.getCount() > 0) {
        try {
          done.await();
        } catch (InterruptedException e) {
          interrupted = true; // an action never waits, so this does not take long
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    void rethrow() {
      if (failure instanceof RuntimeException thrown) {
        throw thrown;
      }
      if (failure instanceof Error thrown) {
        throw thrown;
      }
    }
  }
}
