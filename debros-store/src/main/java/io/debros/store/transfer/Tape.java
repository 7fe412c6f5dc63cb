package io.debros.store.transfer;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of entries in a temporary file, read from the last one to the first: turns a walk around
 * that is too long for memory. The file goes when the tape is closed or the process ends. One
 * thread at a time.
 */
final class Tape implements AutoCloseable {
  private static final int HASH_BYTES = 36; // every entry is named by a CIDv1, dag-cbor, sha2-256
  private static final int HASHES_AT_ONCE = 1000;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(HASH_BYTES * HASHES_AT_ONCE);
  private long length;
  private boolean reading;

  private Tape(FileChannel file) {
    this.file = file;
  }

  /**
   * An empty tape.
   *
   * @throws StorageException if temporary files cannot be made, as from every method
   */
  static Tape open() {
    try {
      Path path = Files.createTempFile("debros-", ".tape");
      return new Tape(
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Writes a hash at the end; not after the first {@link #back}. */
  void add(Cid hash) {
    if (!buffer.hasRemaining()) {
      append();
    }
    buffer.put(hash.bytes());
  }

  /** How many hashes were written and not read. */
  long size() {
    return (length + (reading ? buffer.remaining() : buffer.position())) / HASH_BYTES;
  }

  /** The last hash that was not read yet, null if all were. */
  @Nullable Cid back() {
    if (!reading) {
      reading = true;
      buffer.flip();
    }
    if (!buffer.hasRemaining() && length > 0) {
      readBefore();
    }
    if (!buffer.hasRemaining()) {
      return null;
    }
    byte[] hash = new byte[HASH_BYTES];
    int last = buffer.limit() - HASH_BYTES;
    buffer.get(last, hash).limit(last);
    return Cid.decode(hash);
  }

  private void append() {
    try {
      buffer.flip();
      while (buffer.hasRemaining()) {
        length += file.write(buffer, length);
      }
      buffer.clear();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void readBefore() {
    try {
      int size = (int) Math.min(buffer.capacity(), length);
      buffer.clear().limit(size);
      length -= size;
      while (buffer.hasRemaining()) {
        if (file.read(buffer, length + buffer.position()) < 0) {
          throw new IOException("shorter than it was written");
        }
      }
      buffer.flip();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static StorageException failed(IOException cause) {
    return new StorageException(
        problem("Temporary file cannot be written or read")
            .at("folder", System.getProperty("java.io.tmpdir"))
            .at("cause", cause)
            .advice("Make room there, or name another folder with -Djava.io.tmpdir"),
        cause);
  }
}
