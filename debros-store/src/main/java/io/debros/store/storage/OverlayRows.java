package io.debros.store.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.storage.StorageReader.Direction;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * prefix ‖ name of the space ‖ 0 ‖ key -> 1 ‖ value, or 0 if the layer hides the key. Names of
 * spaces hold no zero, so the rows of one space stand together, in the order of their keys.
 */
/** How an {@link OverlayStorage} writes its layer, and reads through it. Thread-safe. */
record OverlayRows(Space space, byte[] prefix) {
  private static final byte HIDDEN = 0;
  private static final byte PRESENT = 1;

  byte @Nullable [] get(StorageReader reader, Space wanted, byte[] key) {
    byte[] row = reader.get(space, key(wanted, key));
    return row == null ? reader.get(wanted, key) : decode(row);
  }

  StorageCursor scan(StorageReader reader, Space wanted, KeyRange range, Direction direction) {
    StorageCursor below = reader.scan(wanted, range, direction);
    try {
      StorageCursor layer = reader.scan(space, range(wanted, range), direction);
      return new OverlayCursor(layer, head(wanted).length, below, direction);
    } catch (RuntimeException e) {
      below.close();
      throw e;
    }
  }

  /** Spaces that the layer has rows of, each found with one seek. */
  Set<Space> spaces(StorageReader reader) {
    Set<Space> spaces = new HashSet<>();
    KeyRange left = KeyRange.prefix(prefix);
    for (Space found = first(reader, left); found != null; found = first(reader, left)) {
      spaces.add(found);
      byte[] behind = Objects.requireNonNull(KeyRange.afterPrefix(head(found)), "a name ends in 0");
      left = new KeyRange(behind, left.to());
    }
    return spaces;
  }

  private @Nullable Space first(StorageReader reader, KeyRange range) {
    try (StorageCursor rows = reader.scan(space, range, Direction.ASCENDING)) {
      if (!rows.next()) {
        return null;
      }
      byte[] key = rows.key();
      int end = prefix.length;
      while (key[end] != 0) {
        end++;
      }
      return new Space(new String(key, prefix.length, end - prefix.length, UTF_8));
    }
  }

  byte[] key(Space wanted, byte[] key) {
    byte[] head = head(wanted);
    byte[] row = Arrays.copyOf(head, head.length + key.length);
    System.arraycopy(key, 0, row, head.length, key.length);
    return row;
  }

  KeyRange range(Space wanted, KeyRange range) {
    byte[] to = range.to();
    return new KeyRange(
        key(wanted, range.from()),
        to == null ? KeyRange.afterPrefix(head(wanted)) : key(wanted, to));
  }

  /** Equal for operations on one key. */
  ByteBuffer name(StorageBatch.Operation operation) {
    return ByteBuffer.wrap(key(operation.space(), operation.key()));
  }

  static byte[] encode(byte @Nullable [] value) {
    return value == null
        ? new byte[] {HIDDEN}
        : ByteBuffer.allocate(1 + value.length).put(PRESENT).put(value).array();
  }

  /** Null if the layer hides the key. */
  static byte @Nullable [] decode(byte[] row) {
    return row[0] == HIDDEN ? null : Arrays.copyOfRange(row, 1, row.length);
  }

  private byte[] head(Space wanted) {
    byte[] name = wanted.name().getBytes(UTF_8);
    return ByteBuffer.allocate(prefix.length + name.length + 1)
        .put(prefix)
        .put(name)
        .put((byte) 0)
        .array();
  }
}
