package io.debros.store.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * A log file of RocksDB is a row of blocks of 32 KiB, and a block a row of records: masked CRC-32C (4
 * bytes), length (2), type (1), content, all numbers little-endian. A record of a write begins with
 * the number of the write (8 bytes) and how many there are (4).
 */
/**
 * The records of a write-ahead log or a manifest of RocksDB, as far as they are whole.
 *
 * <p>There are types for files that are used again, which nobody does here. Where damage makes such
 * a type, RocksDB 11 reads the same place for ever; so these are to be found before it opens. All
 * other damage it finds itself. Stateless.
 *
 * @see <a href="https://github.com/facebook/rocksdb/wiki/Write-Ahead-Log-File-Format">RocksDB log
 *     file format</a>
 */
final class LogRecords {
  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final Set<Integer> TYPES_OF_REUSED_FILES = Set.of(5, 6, 7, 8, 11, 131);

  private LogRecords() {}

  /**
   * A record that cannot be.
   *
   * @param offset where it begins in its file
   * @param position number of the last write before it in the file; 0 if there is none
   */
  record Impossible(long offset, long position) {}

  /** The first record that is not whole, if its type cannot be; null otherwise. */
  static @Nullable Impossible findImpossible(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
      long position = 0;
      for (long start = 0; read(channel, block); start += BLOCK) {
        while (block.remaining() >= HEADER) {
          int at = block.position();
          int type = Byte.toUnsignedInt(block.get(at + HEADER - 1));
          if (!isWhole(block)) {
            return TYPES_OF_REUSED_FILES.contains(type)
                ? new Impossible(start + at, position)
                : null;
          }
          int length = length(block);
          if ((type == FULL || type == FIRST) && length >= Long.BYTES + Integer.BYTES) {
            position = block.getLong(at + HEADER) + block.getInt(at + HEADER + Long.BYTES) - 1;
          }
          block.position(at + HEADER + length);
        }
      }
      return null;
    }
  }

  private static boolean read(FileChannel channel, ByteBuffer block) throws IOException {
    block.clear();
    while (block.hasRemaining() && channel.read(block) >= 0) {}
    block.flip();
    return block.hasRemaining();
  }

  private static int length(ByteBuffer block) {
    return Short.toUnsignedInt(block.getShort(block.position() + Integer.BYTES));
  }

  private static boolean isWhole(ByteBuffer block) {
    int at = block.position();
    int length = length(block);
    if (HEADER + length > block.remaining()) {
      return false;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(block.slice(at + HEADER - 1, 1 + length));
    return block.getInt(at) == masked((int) checksum.getValue());
  }

  /** RocksDB masks checksums, because those of content that holds checksums are weak. */
  private static int masked(int checksum) {
    return Integer.rotateRight(checksum, 15) + 0xa282ead8;
  }
}
