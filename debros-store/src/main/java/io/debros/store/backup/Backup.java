package io.debros.store.backup;

import static io.debros.store.error.Problem.problem;
import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.backup.BackupOptions.Keys;
import io.debros.store.error.StorageException;
import io.debros.store.progress.Meter;
import io.debros.store.progress.Progress;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import io.debros.store.storage.StorageSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Copies everything that a node has, as it is at one moment. One thread at a time. */
@API(status = INTERNAL)
public final class Backup {
  private final Storage storage;
  private final Set<Space> leftOut;
  private final @Nullable Path keyDirectory;
  private final Keys keys;
  private final Progress progress;

  /**
   * @param leftOut spaces that are no part of the data
   * @param keyDirectory where the key files are; null if keys are elsewhere
   */
  public Backup(
      Storage storage,
      Set<Space> leftOut,
      @Nullable Path keyDirectory,
      Keys keys,
      Progress progress) {
    this.storage = storage;
    this.leftOut = leftOut;
    this.keyDirectory = keyDirectory;
    this.keys = keys;
    this.progress = progress;
    if (keys == Keys.INCLUDED && keyDirectory == null) {
      throw new IllegalArgumentException(
          problem("Keys of this node are not in its directory")
              .advice("Back up the key store by its own means, and leave the keys out here")
              .toString());
    }
  }

  /** Writes a file, which has its name only when it is whole. */
  public BackupReport writeTo(Path file) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      BackupReport report;
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        report = writeTo(Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return report;
    } catch (IOException e) {
      throw failed(file, e);
    } finally {
      remove(part);
    }
  }

  /** Writes to a stream. */
  public BackupReport writeTo(OutputStream output) {
    try (StorageSnapshot moment = storage.snapshot()) {
      BackupWriter writer = new BackupWriter(output, keys == Keys.INCLUDED);
      int files = writeKeys(writer);
      Meter meter = new Meter(progress, "backup", null, 0);
      for (Space space :
          moment.spaces().stream().sorted(Comparator.comparing(Space::name)).toList()) {
        if (!leftOut.contains(space)) {
          write(moment, space, writer, meter);
        }
      }
      writer.end();
      return new BackupReport(writer.rowCount(), files, writer.bytes());
    }
  }

  private static void write(StorageSnapshot moment, Space space, BackupWriter writer, Meter meter) {
    writer.space(space);
    try (StorageCursor rows = moment.scan(space, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        byte[] key = rows.key();
        byte[] value = rows.value();
        writer.row(key, value);
        meter.add((long) key.length + value.length);
      }
    }
  }

  private int writeKeys(BackupWriter writer) {
    if (keys == Keys.LEFT_OUT || keyDirectory == null) {
      return 0;
    }
    try (Stream<Path> files = Files.list(keyDirectory)) {
      List<Path> keyFiles = files.filter(Backup::isKeyFile).sorted().toList();
      for (Path file : keyFiles) {
        writer.keyFile(file.getFileName().toString(), Files.readAllBytes(file));
      }
      return keyFiles.size();
    } catch (IOException e) {
      throw failed(keyDirectory, e);
    }
  }

  /** Without those that are just being written. */
  private static boolean isKeyFile(Path file) {
    return !file.getFileName().toString().startsWith("new-") && Files.isRegularFile(file);
  }

  private static void remove(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw failed(part, e);
    }
  }

  private static StorageException failed(Path path, IOException cause) {
    return new StorageException(
        problem("Backup cannot be written")
            .at("path", path)
            .at("cause", cause)
            .advice("Check space and permissions there"),
        cause);
  }
}
