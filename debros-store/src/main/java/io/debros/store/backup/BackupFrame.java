package io.debros.store.backup;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * A backup is a line of text, "debros-backup 1", and frames: kind (1) ‖ length (4) ‖ content ‖
 * CRC-32C of all that (4). Kinds, in this order:
 *
 *   h  dag-cbor {format, keys}
 *   k  a file of the key store: length of its name (4) ‖ name ‖ bytes
 *   s  name of the space that the next rows belong to
 *   r  rows: length of the key (4) ‖ key ‖ length of the value (4) ‖ value, again and again
 *   e  number of rows (8) ‖ SHA-256 of everything before this frame. What has no such end is no
 *      backup
 *
 * Numbers are big-endian.
 */
/** One piece of a backup and its sum. */
record BackupFrame(char kind, byte[] content) {
  static final String FIRST_LINE = "debros-backup 1\n";
  static final char HEADER = 'h';
  static final char KEY_FILE = 'k';
  static final char SPACE = 's';
  static final char ROWS = 'r';
  static final char END = 'e';

  static final int HEAD_BYTES = 5;
  static final int SUM_BYTES = 4;

  /** Room for the largest block with its key, many times. */
  static final int MOST_BYTES = 64 << 20;

  byte[] head() {
    return ByteBuffer.allocate(HEAD_BYTES).put((byte) kind).putInt(content.length).array();
  }

  byte[] sum() {
    CRC32C crc = new CRC32C();
    crc.update(head());
    crc.update(content);
    return ByteBuffer.allocate(SUM_BYTES).putInt((int) crc.getValue()).array();
  }

  static StorageException damaged(String reason, long offset, @Nullable Exception cause) {
    return new StorageException(
        problem("Backup is damaged or not whole")
            .at("reason", reason)
            .at("offset", offset)
            .advice("Restore from another backup; nothing was restored from this one"),
        cause);
  }
}
