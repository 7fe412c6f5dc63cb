package io.debros.jpa.query.exec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/*
 * A batch is a task that whoever comes first runs: a thread of the pool, or the reader when it needs
 * the batch. So the reader waits only for a task that already runs, and a busy pool, one without
 * threads, or a reader on a thread of the pool cannot block the query.
 */
/**
 * Reads a stream ahead, batch by batch, on a pool. One reader; the source sees one thread at a
 * time.
 */
final class PrefetchedRows implements RowStream {
  private static final int LARGEST_BATCH = 512;

  private final RowStream source;
  private final Executor pool;
  private final ArrayDeque<Row> batch = new ArrayDeque<>();
  private int batchSize;
  private @Nullable FutureTask<List<Row>> pending;
  private volatile boolean closed;

  /**
   * Starts to read.
   *
   * @param firstBatch rows to read at first; later batches grow
   */
  PrefetchedRows(RowStream source, Executor pool, int firstBatch) {
    this.source = source;
    this.pool = pool;
    this.batchSize = Math.max(1, Math.min(firstBatch, LARGEST_BATCH));
    request();
  }

  @Override
  public @Nullable Row next() {
    if (batch.isEmpty() && pending != null) {
      FutureTask<List<Row>> task = pending;
      pending = null; // also if it failed: that is told once
      List<Row> rows = result(task);
      batch.addAll(rows);
      if (rows.size() == batchSize) {
        batchSize = Math.min(2 * batchSize, LARGEST_BATCH);
        request();
      }
    }
    return batch.poll();
  }

  private void request() {
    FutureTask<List<Row>> task = new FutureTask<>(this::read);
    pending = task;
    try {
      pool.execute(task);
    } catch (RejectedExecutionException e) {
      // the pool is shutting down: the reader runs the task itself when it needs the rows
    }
  }

  private List<Row> read() {
    List<Row> rows = new ArrayList<>();
    while (rows.size() < batchSize && !closed) {
      Row row = source.next();
      if (row == null) {
        break;
      }
      rows.add(row);
    }
    return rows;
  }

  static <T> T result(FutureTask<T> task) {
    task.run(); // does nothing if another thread runs it or did
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true; // the task uses what the caller would close; it is short
        } catch (ExecutionException e) {
          throw failure(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    if (e.getCause() instanceof RuntimeException failure) {
      return failure;
    } else if (e.getCause() instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e.getCause());
  }

  /** Waits for a batch that is being read. */
  @Override
  public void close() {
    closed = true;
    FutureTask<List<Row>> task = pending;
    pending = null;
    try {
      if (task != null) {
        result(task);
      }
    } finally {
      source.close();
    }
  }
}
