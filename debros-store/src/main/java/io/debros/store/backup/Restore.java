package io.debros.store.backup;

import static io.debros.store.error.Problem.problem;
import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.directory.DirectoryIdentity;
import io.debros.store.error.StorageException;
import io.debros.store.progress.Meter;
import io.debros.store.progress.Progress;
import io.debros.store.storage.Durability;
import io.debros.store.storage.RocksStorage;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/*
 * Everything is made in the folder ".restoring" inside the directory. When the backup was read to its
 * end and every sum was right, the parts move up, the data last, and the folder goes. A directory
 * with such a folder is not opened, so what a crash leaves is never taken for a node.
 */
/** Makes a directory out of a backup. One thread at a time. */
@API(status = INTERNAL)
public final class Restore implements BackupReader.Sink {
  private static final String WORK = ".restoring";
  private static final String KEYS = "keystore";
  private static final String DATA = "store";
  private static final String LOCK = "debros.lock";
  private static final int BATCH_BYTES = 4 << 20;

  private final Path directory;
  private final Path work;
  private final Meter meter;
  private final Storage storage;
  private StorageBatch batch = new StorageBatch();
  private long rows;
  private int keyFiles;

  private Restore(Path directory, Progress progress) {
    this.directory = directory;
    this.work = directory.resolve(WORK);
    this.meter = new Meter(progress, "restore", null, 0);
    this.storage = RocksStorage.open(work, Durability.INTERVAL);
  }

  /**
   * Restores into a directory that is empty or not there.
   *
   * @throws StorageException if it is not empty, or the backup is damaged; then it is empty again
   */
  public static BackupReport into(Path target, InputStream backup, Progress progress) {
    Path directory = target.toAbsolutePath().normalize();
    requireEmpty(directory);
    boolean done = false;
    try {
      BackupReport report = new Restore(directory, progress).run(backup);
      done = true;
      return report;
    } finally {
      if (!done) {
        clear(directory.resolve(WORK));
      }
    }
  }

  /**
   * Makes sure that a directory is not one that is being restored, or was when the process died.
   */
  public static void requireFinished(Path directory) {
    if (Files.exists(directory.resolve(WORK))) {
      throw new StorageException(
          problem("Directory was not restored to the end")
              .at("path", directory)
              .advice("Empty it, and restore the backup again"));
    }
  }

  private BackupReport run(InputStream backup) {
    long bytes;
    try (storage) {
      bytes = new BackupReader(backup, this).readAll();
      storage.write(batch);
      if (keyFiles == 0) {
        DirectoryIdentity.forgetAll(storage);
      }
    }
    moveUp();
    return new BackupReport(rows, keyFiles, bytes);
  }

  @Override
  public void keyFile(String name, byte[] content) {
    Path folder = work.resolve(KEYS);
    Path file = folder.resolve(name).normalize();
    if (!folder.equals(file.getParent())) {
      throw BackupFrame.damaged("key file with a bad name", 0, null);
    }
    try {
      if (!Files.exists(folder)) {
        Files.createDirectory(folder, onlyOwner("rwx------"));
      }
      write(file, content);
      keyFiles++;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  @Override
  public void row(Space space, byte[] key, byte[] value) {
    batch.put(space, key, value);
    rows++;
    if (batch.byteCount() >= BATCH_BYTES) {
      storage.write(batch);
      batch = new StorageBatch();
    }
  }

  @Override
  public void read(long newRows, long bytes) {
    meter.add(newRows, bytes);
  }

  private void write(Path file, byte[] content) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, onlyOwner("rw-------"))) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private FileAttribute<?>[] onlyOwner(String permissions) {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private boolean isPosix() {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private void moveUp() {
    try (Stream<Path> parts = Files.list(work)) {
      Files.deleteIfExists(work.resolve(LOCK));
      List<Path> dataLast =
          parts
              .filter(part -> !part.endsWith(LOCK))
              .sorted(Comparator.comparing(part -> part.endsWith(DATA)))
              .toList();
      for (Path part : dataLast) {
        Files.move(part, directory.resolve(part.getFileName()));
      }
      Files.delete(work);
      syncDirectory();
    } catch (IOException e) {
      throw failed(directory, e);
    }
  }

  private void syncDirectory() throws IOException {
    if (isPosix()) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void requireEmpty(Path directory) {
    try {
      Files.createDirectories(directory);
      try (Stream<Path> files = Files.list(directory)) {
        if (files.findAny().isEmpty()) {
          return;
        }
      }
    } catch (IOException e) {
      throw failed(directory, e);
    }
    throw new StorageException(
        problem("Directory to restore into is not empty")
            .at("path", directory)
            .advice("Name a new one; what is there may be the only copy"));
  }

  private static void clear(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  private static StorageException failed(Path path, IOException cause) {
    return new StorageException(
        problem("Backup cannot be restored here")
            .at("path", path)
            .at("cause", cause)
            .advice("Check space and permissions there"),
        cause);
  }
}
