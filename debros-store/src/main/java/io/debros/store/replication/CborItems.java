package io.debros.store.replication;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream of bytes into dag-cbor items, wherever its chunks begin and end. Looks at lengths
 * only; what is inside is for those who read the items. Holds at most one item. One thread at a
 * time.
 */
final class CborItems {
  private static final int BYTE = 24;
  private static final int LONGEST_ARGUMENT = 27;

  private final int maxItem;
  private byte[] buffer = new byte[1024];
  private int length;

  /** Where the item begins that is not complete. */
  private int start;

  private int scanned;

  /** How many items are still to come at each level of nesting. */
  private final long[] open = new long[DagCbor.MAX_DEPTH + 1];

  private int depth;

  CborItems(int maxItem) {
    this.maxItem = maxItem;
  }

  /**
   * Takes bytes, and returns the items that they complete.
   *
   * @throws BadPeerException if they are not dag-cbor, or an item is too long
   */
  List<byte[]> add(byte[] bytes) {
    List<byte[]> items = new ArrayList<>();
    int from = 0;
    while (from < bytes.length) {
      int room = Math.min(bytes.length - from, maxItem + 1 - length);
      append(bytes, from, room);
      from += room;
      cut(items);
      if (length > maxItem) {
        throw refused("Item of a heads stream is too long", Fault.LIMIT);
      }
    }
    return items;
  }

  /** Memory that the item takes which is not complete, in bytes. */
  int heldBytes() {
    return buffer.length;
  }

  /** Whether the last item is not complete. */
  boolean isInsideItem() {
    return length > 0;
  }

  private void append(byte[] bytes, int from, int count) {
    if (buffer.length - length < count) {
      buffer = Arrays.copyOf(buffer, Math.max(length + count, 2 * buffer.length));
    }
    System.arraycopy(bytes, from, buffer, length, count);
    length += count;
  }

  private void cut(List<byte[]> items) {
    while (scan()) {
      items.add(Arrays.copyOfRange(buffer, start, scanned));
      start = scanned;
    }
    System.arraycopy(buffer, start, buffer, 0, length - start);
    length -= start;
    scanned -= start;
    start = 0;
  }

  /** Goes on as far as the bytes go; whether that is the end of an item. */
  private boolean scan() {
    while (scanned < length) {
      int info = buffer[scanned] & 0x1f;
      if (info > LONGEST_ARGUMENT) {
        throw refused("Heads stream is not dag-cbor", Fault.MALFORMED);
      }
      int head = info < BYTE ? 1 : 1 + (1 << (info - BYTE));
      if (length - scanned < head) {
        return false;
      }
      int major = (buffer[scanned] & 0xff) >> 5;
      long argument = info < BYTE ? info : argument(head);
      long content = major == 2 || major == 3 ? argument : 0;
      if (content < 0 || content > maxItem) {
        throw refused("Item of a heads stream is too long", Fault.LIMIT);
      }
      if (length - scanned - head < content) {
        return false;
      }
      scanned += head + (int) content;
      if (isEnd(children(major, argument))) {
        return true;
      }
    }
    return false;
  }

  private long argument(int head) {
    long argument = 0;
    for (int at = 1; at < head; at++) {
      argument = (argument << 8) | (buffer[scanned + at] & 0xff);
    }
    return argument;
  }

  /** How many items follow that are part of this one. */
  private long children(int major, long argument) {
    long children =
        switch (major) {
          case 4 -> argument;
          case 5 -> argument > maxItem ? argument : 2 * argument;
          case 6 -> 1;
          default -> 0;
        };
    if (children < 0 || children > maxItem) { // each takes a byte at least
      throw refused("Item of a heads stream is too long", Fault.LIMIT);
    }
    return children;
  }

  private boolean isEnd(long children) {
    if (children > 0) {
      if (depth == open.length) {
        throw refused("Heads stream is nested too deep", Fault.MALFORMED);
      }
      open[depth++] = children;
      return false;
    }
    while (depth > 0 && --open[depth - 1] == 0) {
      depth--;
    }
    return depth == 0;
  }

  private BadPeerException refused(String sentence, Fault fault) {
    return new BadPeerException(
        problem(sentence)
            .at("bytes", length)
            .at("most", maxItem)
            .advice("End the stream; no OrbitDB peer sends that"),
        fault);
  }
}
