package io.debros.store.care;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks on some threads of its own and hands their results to the caller's thread, in order.
 * Not more tasks wait than keep the threads busy, so memory stays bounded. One thread; close it.
 */
final class InParallel implements AutoCloseable {
  private static final int WAITING_PER_THREAD = 4;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ExecutorService executor;
  private final int window;

  InParallel(int threads) {
    this.executor = Executors.newFixedThreadPool(threads, InParallel::thread);
    this.window = threads * WAITING_PER_THREAD;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "debros-care-" + NUMBER.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** A series of tasks, whose results go to a consumer. */
  <R> Series<R> series(Consumer<R> results) {
    return new Series<>(results);
  }

  /** Drops what waits, and waits for what runs: nothing reads after this returns. */
  @Override
  public void close() {
    executor.shutdownNow();
    boolean interrupted = false;
    while (!executor.isTerminated()) {
      try {
        executor.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tasks in progress. */
  final class Series<R> {
    private final Consumer<R> results;
    private final Deque<Future<R>> running = new ArrayDeque<>();

    private Series(Consumer<R> results) {
      this.results = results;
    }

    /** Starts a task, after the oldest one is done if too many are under way. */
    void add(Callable<R> task) {
      if (running.size() == window) {
        take();
      }
      running.add(executor.submit(task));
    }

    /** Waits for all tasks. */
    void finish() {
      while (!running.isEmpty()) {
        take();
      }
    }

    private void take() {
      try {
        results.accept(running.remove().get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        CancellationException cancelled = new CancellationException("Interrupted");
        cancelled.initCause(e);
        throw cancelled;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }
}
