package io.debros.store.storage;

import io.debros.store.storage.StorageReader.Direction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows of a layer and of what lies below it, in one order. One thread at a time. */
final class OverlayCursor implements StorageCursor {
  private final Side layer;
  private final Side below;
  private final int sign;
  private byte @Nullable [] key;
  private byte @Nullable [] value;

  /**
   * @param head how many bytes come before a key in the layer
   */
  OverlayCursor(StorageCursor layer, int head, StorageCursor below, Direction direction) {
    this.layer = new Side(layer, head);
    this.below = new Side(below, 0);
    this.sign = direction == Direction.ASCENDING ? 1 : -1;
  }

  @Override
  public boolean next() {
    do {
      key = null;
      value = null;
      byte[] above = layer.peek();
      byte[] under = below.peek();
      if (above == null && under == null) {
        return false;
      }
      int order = order(above, under);
      key = order <= 0 ? above : under;
      value = order <= 0 ? OverlayRows.decode(layer.take()) : below.take();
      if (order == 0) {
        below.take();
      }
    } while (value == null);
    return true;
  }

  @Override
  public byte[] key() {
    return Rows.present(key).clone();
  }

  @Override
  public byte[] value() {
    return Rows.present(value).clone();
  }

  @Override
  public void close() {
    layer.cursor.close();
    below.cursor.close();
  }

  private int order(byte @Nullable [] above, byte @Nullable [] under) {
    if (above == null || under == null) {
      return above == null ? 1 : -1;
    }
    return sign * Arrays.compareUnsigned(above, under);
  }

  /** A cursor that can be looked at before it moves. */
  private static final class Side {
    private final StorageCursor cursor;
    private final int head;
    private boolean peeked;
    private byte @Nullable [] upcoming;

    Side(StorageCursor cursor, int head) {
      this.cursor = cursor;
      this.head = head;
    }

    byte @Nullable [] peek() {
      if (!peeked) {
        peeked = true;
        upcoming = cursor.next() ? keyBehindHead() : null;
      }
      return upcoming;
    }

    private byte[] keyBehindHead() {
      byte[] key = cursor.key();
      return head == 0 ? key : Arrays.copyOfRange(key, head, key.length);
    }

    byte[] take() {
      peeked = false;
      return cursor.value();
    }
  }
}
