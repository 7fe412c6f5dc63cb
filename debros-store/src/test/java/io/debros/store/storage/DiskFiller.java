package io.debros.store.storage;

import static io.debros.store.storage.StorageContract.OTHER;
import static io.debros.store.storage.StorageContract.SPACE;
import static io.debros.store.storage.StorageContract.key;

import io.debros.store.error.StorageException;
import java.nio.file.Path;

/**
 * A process that writes more than its disk takes, and prints a line on each thing that it tries.
 */
final class DiskFiller {
  static final int ACKNOWLEDGED = 10;
  private static final int MORE_THAN_FITS = 40 << 20;

  private DiskFiller() {}

  public static void main(String[] arguments) {
    Storage storage = RocksStorage.open(Path.of(arguments[0]), Durability.INTERVAL);
    for (int i = 0; i < ACKNOWLEDGED; i++) {
      System.out.println(write(storage, "k" + i, 5_000));
    }
    System.out.println(write(storage, "k" + ACKNOWLEDGED, MORE_THAN_FITS));
    System.out.println(write(storage, "small", 1));
    System.out.println(writeNothing(storage));
    System.out.println(storage.get(SPACE, key("k0")) == null ? "lost" : "read");
    System.out.println(storage.get(SPACE, key("k" + ACKNOWLEDGED)) == null ? "not there" : "there");
    Runtime.getRuntime().halt(0); // as if killed
  }

  private static String writeNothing(Storage storage) {
    try {
      storage.write(new StorageBatch());
      return "nothing written";
    } catch (StorageException full) {
      return "nothing refused";
    }
  }

  private static String write(Storage storage, String key, int size) {
    try {
      storage.write(
          new StorageBatch().put(OTHER, key(key), key("1")).put(SPACE, key(key), new byte[size]));
      return "written";
    } catch (StorageException full) {
      return full.getMessage();
    }
  }
}
