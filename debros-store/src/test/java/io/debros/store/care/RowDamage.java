package io.debros.store.care;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** One row of a storage deleted, changed or added, as no correct program would. */
record RowDamage(
    Kind kind,
    Space space,
    byte[] key,
    byte[] otherKey,
    byte[] before,
    StorageBatch doing,
    StorageBatch undoing) {
  /** What a data directory consists of. */
  static final List<Space> SPACES =
      List.of(
          new Space("blocks"),
          new Space("catalogue"),
          new Space("databases"),
          new Space("fields"),
          new Space("format"),
          new Space("heads"),
          new Space("indexed-heads"),
          new Space("keys"),
          new Space("log"),
          new Space("notes"),
          new Space("order"));

  enum Kind {
    DELETED,
    VALUE_CHANGED,
    KEY_CHANGED,
    ADDED
  }

  /** A random damage of a random row of a space. */
  static RowDamage of(Storage storage, Space space, RandomGenerator random) {
    List<Row> rows = rows(storage, space);
    Row row = rows.get(random.nextInt(rows.size()));
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    byte[] otherKey = flipped(row.key, random);
    while (storage.get(space, otherKey) != null) {
      otherKey = flipped(otherKey, random);
    }
    StorageBatch doing = new StorageBatch();
    StorageBatch undoing = new StorageBatch();
    switch (kind) {
      case DELETED -> doing.delete(space, row.key);
      case VALUE_CHANGED -> doing.put(space, row.key, changed(row.value, random));
      case KEY_CHANGED -> doing.delete(space, row.key).put(space, otherKey, row.value);
      case ADDED -> doing.put(space, otherKey, row.value);
      default -> throw new IllegalStateException(kind.name());
    }
    undoing.delete(space, otherKey).put(space, row.key, row.value);
    return new RowDamage(kind, space, row.key, otherKey, row.value, doing, undoing);
  }

  static List<Row> rows(Storage storage, Space space) {
    List<Row> rows = new ArrayList<>();
    try (StorageCursor cursor = storage.scan(space, KeyRange.all(), Direction.ASCENDING)) {
      while (cursor.next()) {
        rows.add(new Row(cursor.key(), cursor.value()));
      }
    }
    return rows;
  }

  void damage(Storage storage) {
    storage.write(doing);
  }

  void undo(Storage storage) {
    storage.write(undoing);
  }

  private static byte[] changed(byte[] value, RandomGenerator random) {
    return value.length == 0 ? new byte[] {1} : flipped(value, random);
  }

  private static byte[] flipped(byte[] bytes, RandomGenerator random) {
    byte[] flipped = bytes.clone();
    flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  /** Whether the row has this key. */
  boolean isOfKey(String text) {
    return Arrays.equals(key, text.getBytes(US_ASCII));
  }

  /** Whether a block has a new name that differs in the codec only: it is true too. */
  boolean isSameBlockUnderAnotherCodec() {
    return (kind == Kind.ADDED || kind == Kind.KEY_CHANGED)
        && Arrays.equals(key, 2, key.length, otherKey, 2, otherKey.length)
        && key[0] == otherKey[0];
  }

  @Override
  public String toString() {
    return kind + " " + space.name() + " " + HexFormat.of().formatHex(key);
  }

  record Row(byte[] key, byte[] value) {}
}
