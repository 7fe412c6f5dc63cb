package io.debros.store.storage;

import static io.debros.store.storage.StorageReader.Direction.ASCENDING;
import static io.debros.store.storage.StorageReader.Direction.DESCENDING;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.storage.StorageReader.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** After any history a storage shows what a sorted map does. */
final class StorageLaw {
  private StorageLaw() {}

  static void behavesLikeSortedMap(Storage storage, RandomGenerator random) {
    Space space = new Space("law-" + letters(random.nextLong()));
    NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    for (int batches = 0; batches < 12; batches++) {
      StorageBatch batch = new StorageBatch();
      for (int writes = random.nextInt(10); writes > 0; writes--) {
        byte[] key = randomKey(random);
        if (random.nextInt(8) == 0) {
          KeyRange range = new KeyRange(key, randomKey(random));
          batch.deleteRange(space, range);
          model.keySet().removeIf(range::contains);
        } else if (random.nextInt(4) == 0) {
          batch.delete(space, key);
          model.remove(key);
        } else {
          byte[] value = randomKey(random);
          batch.put(space, key, value);
          model.put(key, value);
        }
      }
      storage.write(batch);
      byte[] from = randomKey(random);
      byte[] to = random.nextInt(5) == 0 ? null : randomKey(random);
      assertSameRows(storage, space, new KeyRange(from, to), model);
      byte[] probe = randomKey(random);
      assertThat(storage.get(space, probe)).isEqualTo(model.get(probe));
    }
  }

  private static void assertSameRows(
      Storage storage, Space space, KeyRange range, NavigableMap<byte[], byte[]> model) {
    List<String> expected = new ArrayList<>();
    model.forEach(
        (key, value) -> {
          if (range.contains(key)) {
            expected.add(Arrays.toString(key) + Arrays.toString(value));
          }
        });
    assertThat(dump(storage, space, range, ASCENDING)).isEqualTo(expected);
    Collections.reverse(expected);
    assertThat(dump(storage, space, range, DESCENDING)).isEqualTo(expected);
  }

  private static List<String> dump(
      Storage storage, Space space, KeyRange range, Direction direction) {
    List<String> rows = new ArrayList<>();
    try (StorageCursor cursor = storage.scan(space, range, direction)) {
      while (cursor.next()) {
        rows.add(Arrays.toString(cursor.key()) + Arrays.toString(cursor.value()));
      }
    }
    return rows;
  }

  /** Short keys over few bytes, so that they collide, nest and touch 0x00 and 0xff. */
  private static byte[] randomKey(RandomGenerator random) {
    byte[] key = new byte[random.nextInt(4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(5) - 2);
    }
    return key;
  }

  private static String letters(long number) {
    return Long.toUnsignedString(number)
        .chars()
        .mapToObj(digit -> String.valueOf((char) ('a' + digit - '0')))
        .reduce("", String::concat);
  }
}
