package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.BadEntryException;

/**
 * Steps over canonical dag-cbor without building values. It looks at the structure only: the
 * caller decodes the whole item first if the bytes come from outside. One thread at a time.
 */
final class CborReader {
  private static final int UNSIGNED = 0;
  private static final int BYTES = 2;
  private static final int TAG = 6;
  private static final int SIMPLE = 7;

  private final byte[] bytes;
  private int position;

  CborReader(byte[] bytes, int position) {
    this.bytes = bytes;
    this.position = position;
  }

  int position() {
    return position;
  }

  boolean atEnd() {
    return position == bytes.length;
  }

  /** Length of the map that begins here. */
  int map() {
    return length(CborWriter.MAP);
  }

  /** Length of the list that begins here. */
  int list() {
    return length(CborWriter.LIST);
  }

  long unsigned() {
    return argument(UNSIGNED);
  }

  String text() {
    int length = length(CborWriter.TEXT);
    String text = new String(bytes, position, length, UTF_8);
    position += length;
    return text;
  }

  /** Steps over one item of any kind. */
  void skip() {
    for (long open = 1; open > 0; open--) {
      need(1);
      int major = (bytes[position] & 0xff) >>> 5;
      long argument = argument(major);
      switch (major) {
        case BYTES, CborWriter.TEXT -> skipBytes(argument);
        case CborWriter.LIST -> open += argument;
        case CborWriter.MAP -> open += 2 * argument;
        case TAG -> open += 1;
        default -> {} // numbers and simple values end with their head
      }
    }
  }

  boolean isMap() {
    return position < bytes.length && (bytes[position] & 0xff) >>> 5 == CborWriter.MAP;
  }

  private void skipBytes(long count) {
    if (count > bytes.length - position) {
      throw broken("Entry ends within an item");
    }
    position += (int) count;
  }

  private int length(int major) {
    long argument = argument(major);
    if (argument > bytes.length - position) {
      throw broken("Entry ends within an item");
    }
    return (int) argument;
  }

  private long argument(int major) {
    need(1);
    int head = bytes[position] & 0xff;
    int info = head & 0x1f;
    if (head >>> 5 != major || info > 27 || (major == SIMPLE && info == 24)) {
      throw broken("Entry has a field of another type");
    }
    position++;
    if (info < 24) {
      return info;
    }
    int size = 1 << (info - 24);
    need(size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | bytes[position++] & 0xff;
    }
    if (value < 0 && major != UNSIGNED && major != 1 && major != SIMPLE) {
      throw broken("Entry ends within an item");
    }
    return value;
  }

  private void need(int count) {
    if (count > bytes.length - position) {
      throw broken("Entry ends within an item");
    }
  }

  private BadEntryException broken(String sentence) {
    return new BadEntryException(
        problem(sentence)
            .at("offset", position)
            .at("bytes", bytes.length)
            .advice("Ask its writer for an entry as OrbitDB 4 writes it"));
  }
}
