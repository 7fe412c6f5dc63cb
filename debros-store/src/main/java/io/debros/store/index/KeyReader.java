package io.debros.store.index;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the parts of a key that {@link KeyWriter} made, in the same order. */
final class KeyReader {
  private final byte[] bytes;
  private int position;

  KeyReader(byte[] bytes) {
    this.bytes = bytes;
  }

  KeyReader skip(int count) {
    need(count);
    position += count;
    return this;
  }

  int octet() {
    need(1);
    return bytes[position++] & 0xff;
  }

  int int32() {
    need(Integer.BYTES);
    int number = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      number = (number << 8) | (bytes[position++] & 0xff);
    }
    return number;
  }

  long int64() {
    long high = int32();
    return (high << 32) | (int32() & 0xffffffffL);
  }

  /** A part that was escaped. */
  byte[] part() {
    byte[] part = new byte[bytes.length - position];
    int length = 0;
    while (true) {
      need(2);
      byte next = bytes[position++];
      if (next == 0 && bytes[position++] == KeyWriter.END) {
        return Arrays.copyOf(part, length);
      }
      part[length++] = next;
    }
  }

  /** Everything that is left. */
  byte[] rest() {
    return Arrays.copyOfRange(bytes, position, bytes.length);
  }

  /** Everything that is left, as UTF-8. */
  String restAsText() {
    return new String(bytes, position, bytes.length - position, StandardCharsets.UTF_8);
  }

  private void need(int count) {
    if (bytes.length - position < count) {
      throw new StorageException(
          problem("Row of an index is damaged")
              .at("bytes", bytes.length)
              .at("position", position)
              .advice("Rebuild the indexes of the database from its log"));
    }
  }
}
