package io.debros.store.backup;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.directory.DataFormat;
import io.debros.store.error.DebrosException;
import io.debros.store.error.StorageException;
import io.debros.store.storage.Space;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a backup, checks every sum, and hands on what it holds. Trusts no length: allocates as
 * bytes arrive. One thread at a time.
 */
final class BackupReader {
  private final InputStream input;
  private final MessageDigest digest = BackupWriter.sha256();
  private final Sink sink;
  private @Nullable Space space;
  private long rows;
  private long offset;

  /** Where the parts of a backup go. */
  interface Sink {
    /** A file of the key store. */
    void keyFile(String name, byte[] content);

    /** A row. */
    void row(Space space, byte[] key, byte[] value);

    /** Some bytes were read. */
    void read(long rows, long bytes);
  }

  BackupReader(InputStream input, Sink sink) {
    this.input = new BufferedInputStream(input);
    this.sink = sink;
  }

  /**
   * Reads up to the end of the backup.
   *
   * @return how many bytes it has
   * @throws StorageException if anything in it is not as it was written, or the stream fails
   */
  long readAll() {
    byte[] line = read(BackupFrame.FIRST_LINE.length());
    if (!new String(line, UTF_8).equals(BackupFrame.FIRST_LINE)) {
      throw BackupFrame.damaged("does not begin as a backup does", 0, null);
    }
    digest.update(line);
    header(next(BackupFrame.HEADER));
    BackupFrame frame = next();
    while (frame.kind() != BackupFrame.END) {
      take(frame);
      frame = next();
    }
    return offset;
  }

  private void take(BackupFrame frame) {
    long before = rows;
    try {
      switch (frame.kind()) {
        case BackupFrame.KEY_FILE -> keyFile(ByteBuffer.wrap(frame.content()));
        case BackupFrame.SPACE -> space = new Space(new String(frame.content(), UTF_8));
        case BackupFrame.ROWS -> rows(ByteBuffer.wrap(frame.content()));
        default -> throw BackupFrame.damaged("frame of another kind", offset, null);
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw BackupFrame.damaged("frame that cannot be read", offset, e);
    }
    sink.read(rows - before, frame.content().length);
  }

  private void header(BackupFrame frame) {
    int format = format(frame.content());
    if (format > DataFormat.CURRENT) {
      throw new StorageException(
          problem("Backup was written by a newer version of debros")
              .at("format", format)
              .at("newest known", DataFormat.CURRENT)
              .advice("Restore it with the version that wrote it, or a later one"));
    }
  }

  private int format(byte[] header) {
    try {
      if (DagCbor.decode(header) instanceof CborMap map
          && map.find("format") instanceof CborInt number) {
        return Math.toIntExact(number.value());
      }
    } catch (DebrosException | ArithmeticException e) {
      throw BackupFrame.damaged("header that cannot be read", offset, e);
    }
    throw BackupFrame.damaged("header without a format", offset, null);
  }

  private void keyFile(ByteBuffer content) {
    String name = new String(bytes(content), UTF_8);
    byte[] file = new byte[content.remaining()];
    content.get(file);
    sink.keyFile(name, file);
  }

  private void rows(ByteBuffer content) {
    Space present = space;
    if (present == null) {
      throw BackupFrame.damaged("rows of no space", offset, null);
    }
    while (content.hasRemaining()) {
      byte[] key = bytes(content);
      sink.row(present, key, bytes(content));
      rows++;
    }
  }

  private byte[] bytes(ByteBuffer content) {
    int length = content.getInt();
    if (length < 0 || length > content.remaining()) {
      throw BackupFrame.damaged("length of " + length, offset, null);
    }
    byte[] bytes = new byte[length];
    content.get(bytes);
    return bytes;
  }

  private BackupFrame next(char kind) {
    BackupFrame frame = next();
    if (frame.kind() != kind) {
      throw BackupFrame.damaged("frame of another kind", offset, null);
    }
    return frame;
  }

  private BackupFrame next() {
    ByteBuffer head = ByteBuffer.wrap(read(BackupFrame.HEAD_BYTES));
    char kind = (char) head.get();
    int length = head.getInt();
    if (length < 0 || length > BackupFrame.MOST_BYTES) {
      throw BackupFrame.damaged("frame of " + length + " bytes", offset, null);
    }
    BackupFrame frame = new BackupFrame(kind, read(length));
    byte[] sum = read(BackupFrame.SUM_BYTES);
    if (!Arrays.equals(sum, frame.sum())) {
      throw BackupFrame.damaged("frame with another sum", offset, null);
    }
    if (kind == BackupFrame.END) {
      requireEnd(ByteBuffer.wrap(frame.content()));
    }
    digest.update(frame.head());
    digest.update(frame.content());
    digest.update(sum);
    return frame;
  }

  private void requireEnd(ByteBuffer end) {
    boolean same = end.remaining() == 8 + digest.getDigestLength() && end.getLong() == rows;
    if (!same || !end.equals(ByteBuffer.wrap(digest.digest()))) {
      throw BackupFrame.damaged("end that fits another beginning", offset, null);
    }
  }

  private byte[] read(int length) {
    byte[] bytes;
    try {
      bytes = input.readNBytes(length);
    } catch (IOException e) {
      throw new StorageException(
          problem("Backup cannot be read")
              .at("offset", offset)
              .at("cause", e)
              .advice("Check the disk or the connection that it comes from"),
          e);
    }
    offset += bytes.length;
    if (bytes.length < length) {
      throw BackupFrame.damaged("cut off", offset, null);
    }
    return bytes;
  }
}
