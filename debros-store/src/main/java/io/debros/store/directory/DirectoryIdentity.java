package io.debros.store.directory;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.StorageException;
import io.debros.store.identity.Identity;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import java.util.Arrays;

/*
 * A key that is not there is made. In a directory whose key store was lost that would be another
 * identity, which opens other databases under the same names: empty ones, without a word. So the
 * data remembers who wrote it.
 */
/** Which identities a directory writes with, by their names in its key store. Stateless. */
public final class DirectoryIdentity {
  private static final byte[] PREFIX = "identity ".getBytes(US_ASCII);

  private DirectoryIdentity() {}

  /**
   * Makes sure that a name stands for the same identity as ever, and remembers it the first time.
   *
   * @throws StorageException if it was another one
   */
  public static void require(Storage storage, String name, Identity identity) {
    byte[] key = key(name);
    byte[] id = identity.id().getBytes(UTF_8);
    byte[] stored = storage.get(DataFormat.SPACE, key);
    if (stored == null) {
      storage.write(new StorageBatch().put(DataFormat.SPACE, key, id));
    } else if (!Arrays.equals(stored, id)) {
      throw new StorageException(
          problem("Key store is not the one that the data was written with")
              .at("name", name)
              .at("identity", identity.id())
              .at("before", new String(stored, UTF_8))
              .advice(
                  "Restore the folder keystore from a backup; to write as another identity, open"
                      + " the node with another identity name"));
    }
  }

  /** Forgets all names: whoever opens the data next begins anew. */
  public static void forgetAll(Storage storage) {
    storage.write(new StorageBatch().deleteRange(DataFormat.SPACE, KeyRange.prefix(PREFIX)));
  }

  static boolean isRow(byte[] key) {
    return KeyRange.prefix(PREFIX).contains(key);
  }

  private static byte[] key(String name) {
    byte[] text = name.getBytes(UTF_8);
    byte[] key = Arrays.copyOf(PREFIX, PREFIX.length + text.length);
    System.arraycopy(text, 0, key, PREFIX.length, text.length);
    return key;
  }
}
