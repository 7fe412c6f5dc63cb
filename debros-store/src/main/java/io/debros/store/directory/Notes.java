package io.debros.store.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.multiformats.Multihash;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * Notes cannot be derived from anything, so that a lost one would go unnoticed. Beside them lies
 * the sum of all: the hash of each, joined by exclusive or, which a write changes without reading
 * the others.
 */
/** What the application noted in a storage: text of its choice -> its bytes. Thread-safe. */
public final class Notes {
  static final Space SPACE = new Space("notes");
  static final byte[] SUM = "notes".getBytes(US_ASCII);

  private static final int SUM_BYTES = 32;

  private final Storage storage;

  public Notes(Storage storage) {
    this.storage = storage;
  }

  /** What was noted under a key; null if nothing. The caller owns the array. */
  public byte @Nullable [] find(String key) {
    return storage.get(SPACE, key.getBytes(UTF_8));
  }

  /** Notes something under a key, in place of what was there. */
  public synchronized void put(String key, byte[] value) {
    byte[] name = key.getBytes(UTF_8);
    byte[] sum = storage.get(DataFormat.SPACE, SUM);
    byte[] present = sum == null ? new byte[SUM_BYTES] : sum;
    byte[] before = storage.get(SPACE, name);
    if (before != null) {
      add(present, name, before);
    }
    add(present, name, value);
    storage.write(new StorageBatch().put(SPACE, name, value).put(DataFormat.SPACE, SUM, present));
  }

  /** Whether the notes are those that were written. */
  public static boolean areRight(StorageReader reader) {
    return Arrays.equals(sumOf(reader), reader.get(DataFormat.SPACE, SUM));
  }

  /** Adds the sum of the present notes to a batch, unless there is one. */
  static void sumIfAbsent(StorageReader reader, StorageBatch batch) {
    if (reader.get(DataFormat.SPACE, SUM) == null) {
      batch.put(DataFormat.SPACE, SUM, sumOf(reader));
    }
  }

  /** Takes the notes that are here for all that were written. */
  public static void accept(Storage storage) {
    storage.write(new StorageBatch().put(DataFormat.SPACE, SUM, sumOf(storage)));
  }

  private static byte[] sumOf(StorageReader reader) {
    byte[] sum = new byte[SUM_BYTES];
    try (StorageCursor rows = reader.scan(SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        add(sum, rows.key(), rows.value());
      }
    }
    return sum;
  }

  private static void add(byte[] sum, byte[] key, byte[] value) {
    byte[] note =
        ByteBuffer.allocate(Integer.BYTES + key.length + value.length)
            .putInt(key.length)
            .put(key)
            .put(value)
            .array();
    byte[] hash = Multihash.sha256(note).bytes();
    for (int i = 0; i < SUM_BYTES && i < sum.length; i++) {
      sum[i] ^= hash[hash.length - SUM_BYTES + i];
    }
  }
}
