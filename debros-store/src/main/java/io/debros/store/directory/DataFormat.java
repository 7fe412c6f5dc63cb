package io.debros.store.directory;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.error.StorageException;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Two places say which form the data has. A row in the storage says what it has come to: each step
 * of a migration changes it in its last batch. A file beside the storage says what it may have come
 * to: it is written before the first step, and read before the storage is opened, so that an older
 * program leaves a newer directory untouched. Both survive every later format as they are. The
 * first format has neither; running its steps on newer data does no harm, so a lost row or file
 * costs time only.
 */
/** The form of a node's data: refuses a newer one, brings an older one up to date. Stateless. */
public final class DataFormat {
  /** What this version writes. */
  public static final int CURRENT = 2;

  /** The rows that say what the directory is. */
  public static final Space SPACE = new Space("format");

  static final byte[] VERSION = "version".getBytes(US_ASCII);

  private static final Logger LOG = LoggerFactory.getLogger(DataFormat.class);
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
  private static final int FIRST = 1;

  /** From the format of its place, counted from {@link #FIRST}, to the next. */
  private static final List<FormatStep> STEPS = List.of(new SecondFormat());

  private DataFormat() {}

  /**
   * Makes sure that this version can use a directory. Changes nothing, and needs no lock.
   *
   * @throws StorageException if the data may have a newer format, or the mark cannot be read
   */
  public static void requireReadable(Path directory) {
    int marked = FormatMark.in(directory).read();
    if (marked > CURRENT) {
      throw newer(marked, directory);
    }
  }

  /**
   * Brings a storage up to the present format, step by step; what a crash left half done is done
   * again. Nobody else uses the storage meanwhile.
   *
   * @param directory that the storage lies in, to be marked; null if there is none
   * @throws StorageException if the data has a newer format; it is left as it is
   */
  public static void bringUpToDate(Storage storage, @Nullable Path directory) {
    bringUpToDate(storage, directory, STEPS);
  }

  /** Writes the row that names the format anew; for data that has the present one. */
  public static void nameAnew(Storage storage) {
    StorageBatch batch = new StorageBatch();
    putVersion(batch, CURRENT);
    storage.write(batch);
  }

  static void bringUpToDate(Storage storage, @Nullable Path directory, List<FormatStep> steps) {
    int current = FIRST + steps.size();
    int version = versionOf(storage);
    if (version > current) {
      throw newer(version, directory);
    }
    if (directory != null) {
      FormatMark.in(directory).write(current);
    }
    for (int from = version; from < current; from++) {
      StorageBatch last = new StorageBatch();
      steps.get(from - FIRST).apply(storage, last);
      boolean changed = !last.isEmpty();
      putVersion(last, from + 1);
      storage.write(last);
      if (changed) {
        LOG.info("Data was brought to a new format {format={}, path={}}", from + 1, directory);
      }
    }
  }

  /** The format of a storage; the first one if nothing legible says otherwise. */
  public static int versionOf(StorageReader storage) {
    byte[] row = storage.get(SPACE, VERSION);
    String text = row == null ? "1" : new String(row, US_ASCII);
    if (NUMBER.matcher(text).matches()) {
      return Integer.parseInt(text);
    }
    LOG.warn("Row that names the format is damaged, bringing all data up to date again");
    return FIRST;
  }

  /** Whether a row of the space is one of this format. */
  public static boolean isKnownRow(byte[] key) {
    return Arrays.equals(key, VERSION)
        || Arrays.equals(key, Notes.SUM)
        || DirectoryIdentity.isRow(key);
  }

  private static void putVersion(StorageBatch batch, int version) {
    batch.put(SPACE, VERSION, Integer.toString(version).getBytes(US_ASCII));
  }

  private static StorageException newer(int version, @Nullable Path directory) {
    return new StorageException(
        problem("Data was written by a newer version of debros")
            .at("path", directory)
            .at("format", version)
            .at("newest known", CURRENT)
            .advice("Open it with the version that wrote it, or a later one; nothing was changed"));
  }
}
