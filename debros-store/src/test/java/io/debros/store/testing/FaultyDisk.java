package io.debros.store.testing;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import io.debros.store.storage.Durability;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Receipt;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that does what disks do, under a seed: it stores a write late, fails a write or
 * a sync, and loses some of the last writes when the power is cut. Batches are lost as wholes and
 * from the end; what a torn log comes to is tested on files. Thread-safe.
 */
public final class FaultyDisk {
  private static final int SYNCS_ONE_WRITE_IN = 4;

  private final Durability durability;
  private final RandomGenerator random;
  private final List<StorageBatch> written = new ArrayList<>();
  private int synced;
  private int failsOneIn = Integer.MAX_VALUE;
  private Session session = new Session();

  public FaultyDisk(Durability durability, RandomGenerator random) {
    this.durability = durability;
    this.random = random;
  }

  /** A storage with what is on the disk; the one opened before is dead. */
  public synchronized Storage open() {
    session.dead = true;
    session = new Session();
    written.forEach(session.memory::write);
    return session;
  }

  /** The storage that was opened last. */
  public synchronized Storage storage() {
    return session;
  }

  /** From now on a write or sync fails now and then; a number of 0 stops that. */
  public synchronized void failOneIn(int operations) {
    failsOneIn = operations == 0 ? Integer.MAX_VALUE : operations;
  }

  /** From now on every sync fails, until the next storage is opened. */
  public synchronized void failSyncs() {
    session.syncFails = true;
  }

  /** How many batches were written. */
  public synchronized int written() {
    return written.size();
  }

  /** How many batches a power cut cannot take any more. */
  public synchronized int synced() {
    return synced;
  }

  /** The process dies: the storage is dead, and all that was written stays. */
  public synchronized int kill() {
    session.dead = true;
    synced = written.size();
    return synced;
  }

  /**
   * The power goes: the storage is dead, and some of the last batches are gone.
   *
   * @return how many are left
   */
  public synchronized int cutPower() {
    session.dead = true;
    int kept = synced + random.nextInt(written.size() - synced + 1);
    written.subList(kept, written.size()).clear();
    synced = kept;
    return kept;
  }

  private boolean fails() {
    return failsOneIn < Integer.MAX_VALUE && random.nextInt(failsOneIn) == 0;
  }

  private final class Session implements Storage {
    private final MemoryStorage memory = new MemoryStorage();
    private boolean dead; // this and what follows: guarded by the disk
    private boolean refusing;
    private boolean syncFails;

    @Override
    public void write(StorageBatch batch) {
      submit(batch).awaitDurable();
    }

    @Override
    public Receipt submit(StorageBatch batch) {
      synchronized (FaultyDisk.this) {
        requireSound();
        if (batch.isEmpty()) {
          return Receipt.SETTLED;
        }
        if (fails()) {
          throw failure("Write failed, nothing of it was written");
        }
        memory.write(batch);
        written.add(batch);
        int position = written.size();
        if (durability == Durability.INTERVAL) {
          syncSometime();
          return Receipt.SETTLED;
        }
        return () -> syncUpTo(position);
      }
    }

    @Override
    public void sync() {
      synchronized (FaultyDisk.this) {
        syncUpTo(written.size());
      }
    }

    /** The background thread comes by, now or later. */
    private void syncSometime() {
      if (random.nextInt(SYNCS_ONE_WRITE_IN) == 0) {
        synced = written.size() - random.nextInt(written.size() - synced + 1);
      }
    }

    private void syncUpTo(int position) {
      synchronized (FaultyDisk.this) {
        if (synced < position) {
          requireSound();
          if (syncFails || fails()) {
            throw failure("Storage could not sync");
          }
          synced = written.size();
        }
      }
    }

    private void requireSound() {
      if (dead || refusing) {
        throw new StorageException(
            problem("Storage takes no more writes").at("dead", dead).advice("Open it again"));
      }
    }

    private StorageException failure(String sentence) {
      refusing = true;
      return new StorageException(
          problem(sentence).at("reason", "Input/output error").advice("Open it again"));
    }

    @Override
    public byte[] get(Space space, byte[] key) {
      return memory.get(space, key);
    }

    @Override
    public StorageCursor scan(Space space, KeyRange range, Direction direction) {
      return memory.scan(space, range, direction);
    }

    @Override
    public StorageSnapshot snapshot() {
      return memory.snapshot();
    }

    @Override
    public void close() {
      try {
        sync();
      } finally {
        memory.close();
      }
    }
  }
}
