package io.debros.store.testing;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Receipt;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageSnapshot;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stops at a named step of the path of a write, says so on the standard output and waits there to
 * be killed; counts the steps. Thread-safe.
 */
public final class HaltingStorage implements Storage {
  /** What is printed by a process that came to its step. */
  public static final String HALTED = "halted";

  /** Where a write is. */
  public enum Step {
    /** Everything is verified and staged, nothing written. */
    BEFORE_WRITE,
    /** Written and to be seen by readers; in memory nothing has changed yet. */
    AFTER_WRITE,
    /** Applied in memory, listeners told, locks released; nothing synced. */
    BEFORE_SYNC,
    /** Synced; the caller does not know it yet. */
    AFTER_SYNC,
    /** Between the writes of something that takes several. */
    AT_READ
  }

  private final Storage storage;
  private final @Nullable Step halting;
  private final Map<Step, Integer> counts = new EnumMap<>(Step.class);
  private int left;

  /**
   * @param halting where to stop; null for nowhere
   * @param occurrence at the how manyeth time, from 1
   */
  public HaltingStorage(Storage storage, @Nullable Step halting, int occurrence) {
    this.storage = storage;
    this.halting = halting;
    this.left = occurrence;
  }

  /** How often a step came. */
  public synchronized int count(Step step) {
    return counts.getOrDefault(step, 0);
  }

  @Override
  public void write(StorageBatch batch) {
    submit(batch).awaitDurable();
  }

  @Override
  public Receipt submit(StorageBatch batch) {
    at(Step.BEFORE_WRITE);
    Receipt receipt = storage.submit(batch);
    at(Step.AFTER_WRITE);
    return () -> {
      at(Step.BEFORE_SYNC);
      receipt.awaitDurable();
      at(Step.AFTER_SYNC);
    };
  }

  @Override
  public void sync() {
    at(Step.BEFORE_SYNC);
    storage.sync();
    at(Step.AFTER_SYNC);
  }

  @Override
  public byte[] get(Space space, byte[] key) {
    at(Step.AT_READ);
    return storage.get(space, key);
  }

  @Override
  public StorageCursor scan(Space space, KeyRange range, Direction direction) {
    at(Step.AT_READ);
    return storage.scan(space, range, direction);
  }

  @Override
  public StorageSnapshot snapshot() {
    at(Step.AT_READ);
    return storage.snapshot();
  }

  @Override
  public void close() {
    at(Step.BEFORE_SYNC);
    storage.close();
    at(Step.AFTER_SYNC);
  }

  private synchronized void at(Step step) {
    counts.merge(step, 1, Integer::sum);
    if (step == halting && --left == 0) {
      System.out.println(HALTED);
      while (true) {
        LockSupport.park(this);
      }
    }
  }
}
