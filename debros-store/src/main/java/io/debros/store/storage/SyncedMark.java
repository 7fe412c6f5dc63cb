package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * How far the storage was synced, kept beside it. Recovery drops the end of a write-ahead log that
 * a power cut left torn; whatever lies before this mark was on the disk, and if it is gone, it was
 * damaged: that must not pass for a power cut. One thread at a time.
 */
final class SyncedMark implements AutoCloseable {
  static final String FILE = "debros.synced";

  private final Path path;
  private final RandomAccessFile file; // not a channel, which an interrupted caller would close

  private SyncedMark(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  static SyncedMark open(Path directory) {
    Path path = directory.resolve(FILE);
    try {
      return new SyncedMark(path, new RandomAccessFile(path.toFile(), "rw"));
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /**
   * Compares with what recovery found.
   *
   * @throws StorageException if synced writes are missing
   */
  void check(long recovered) {
    try {
      long synced = file.length() < Long.BYTES ? 0 : read();
      if (recovered < synced) {
        throw new StorageException(
            problem("Storage has lost writes that were synced")
                .at("path", path.getParent())
                .at("synced", synced)
                .at("recovered", recovered)
                .advice(
                    "Restore the directory from a backup; to go on with what is left, delete "
                        + FILE));
      }
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Remembers that everything up to this sequence number is on the disk. */
  void advance(long synced) {
    try {
      file.seek(0);
      file.writeLong(synced);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private long read() throws IOException {
    file.seek(0);
    return file.readLong();
  }

  private static StorageException failed(Path path, IOException cause) {
    return new StorageException(
        problem("Sync mark cannot be read or written")
            .at("path", path)
            .at("reason", cause)
            .advice("Check the disk and the permissions of the directory"),
        cause);
  }
}
