package io.debros.store.testing;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageSnapshot;

/** A storage whose disk is full when a test says so: writes and syncs fail, reads go on. */
public final class FaultyStorage implements Storage {
  private final Storage storage;
  private int writesLeft = Integer.MAX_VALUE;

  public FaultyStorage(Storage storage) {
    this.storage = storage;
  }

  /** Fills the disk: every write fails from now on and writes nothing. */
  public void fillDisk() {
    fillDiskAfter(0);
  }

  /** Lets some more writes through, then fills the disk. */
  public synchronized void fillDiskAfter(int writes) {
    writesLeft = writes;
  }

  /** Makes room: writes succeed again. */
  public synchronized void freeDisk() {
    writesLeft = Integer.MAX_VALUE;
  }

  @Override
  public void write(StorageBatch batch) {
    takeRoom();
    storage.write(batch);
  }

  @Override
  public void sync() {
    takeRoom();
    storage.sync();
  }

  @Override
  public void compact() {
    storage.compact();
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

  private synchronized void takeRoom() {
    if (writesLeft == 0) {
      throw new StorageException(
          problem("Write failed, nothing of it was written")
              .at("reason", "No space left on device")
              .advice("Check the disk and the space on it, then open the node again"));
    }
    writesLeft--;
  }
}
