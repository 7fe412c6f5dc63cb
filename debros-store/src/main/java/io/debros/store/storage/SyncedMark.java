package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * How far the storage was synced, kept beside it. Recovery drops the end of a write-ahead log that
 * a power cut left torn; whatever lies before this mark was on the disk, and if it is gone, it was
 * damaged: that must not pass for a power cut. One thread at a time.
 */
final class SyncedMark implements AutoCloseable {
  static final String FILE = "debros.synced";

  /** Sequence number and its CRC-32C; the first format had only the number. */
  private static final int BYTES = Long.BYTES + Integer.BYTES;

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
   * @throws StorageException if synced writes are missing, or the mark itself is damaged
   */
  void check(long recovered) {
    long synced = read();
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
  }

  /** Remembers that everything up to this sequence number is on the disk. */
  void advance(long synced) {
    byte[] mark = encode(synced);
    try {
      file.seek(0);
      file.write(mark); // one write, so that a killed process leaves the old mark or the new one
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

  /** Of a mark that was never written, 0. */
  private long read() {
    byte[] mark = bytes();
    if (mark.length == 0) {
      return 0;
    }
    long synced = mark.length < Long.BYTES ? 0 : ByteBuffer.wrap(mark).getLong();
    if (mark.length != Long.BYTES && !Arrays.equals(mark, encode(synced))) {
      throw new StorageException(
          problem("Sync mark is damaged")
              .at("path", path)
              .advice(
                  "Look for more damage on this disk; to open the directory as far as it can be "
                      + "read, delete the file"));
    }
    return synced;
  }

  private byte[] bytes() {
    try {
      byte[] bytes = new byte[(int) Math.min(file.length(), BYTES + 1)];
      file.seek(0);
      file.readFully(bytes);
      return bytes;
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private static byte[] encode(long synced) {
    ByteBuffer mark = ByteBuffer.allocate(BYTES).putLong(synced);
    CRC32C checksum = new CRC32C();
    checksum.update(mark.array(), 0, Long.BYTES);
    return mark.putInt((int) checksum.getValue()).array();
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
