package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link RocksStorage} has open in its directory: the lock, the database in {@value #FOLDER}
 * and the mark of what was synced. Does not guard against use after close.
 */
final class RocksFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RocksFiles.class);
  private static final String FOLDER = "store";
  private static final String CURRENT = "CURRENT";

  private final Path path;
  private final DirectoryLock lock;
  private final SyncedMark mark;
  private final RocksTuning tuning;
  private final RocksDB database;
  private final RocksFamilies families;

  private RocksFiles(
      Path path, DirectoryLock lock, SyncedMark mark, RocksTuning tuning, Opened opened) {
    this.path = path;
    this.lock = lock;
    this.mark = mark;
    this.tuning = tuning;
    this.database = opened.database;
    this.families = opened.families;
  }

  static RocksFiles open(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    DirectoryLock lock = DirectoryLock.acquire(path);
    try {
      loadLibrary();
      return openLocked(path, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static RocksFiles openLocked(Path path, DirectoryLock lock) {
    SyncedMark mark = SyncedMark.open(path);
    RocksTuning tuning = new RocksTuning();
    try {
      Opened opened = openDatabase(path, tuning, mark);
      mark.advance(opened.database.getLatestSequenceNumber()); // recovery has flushed all of it
      return new RocksFiles(path, lock, mark, tuning, opened);
    } catch (RocksDBException | IOException e) {
      throw closing(mark, tuning, openFailed(path, e));
    } catch (RuntimeException e) {
      throw closing(mark, tuning, e);
    }
  }

  private static RuntimeException closing(SyncedMark mark, RocksTuning tuning, RuntimeException e) {
    tuning.close();
    mark.close();
    return e;
  }

  private static Opened openDatabase(Path path, RocksTuning tuning, SyncedMark mark)
      throws RocksDBException, IOException {
    Path folder = Files.createDirectories(path.resolve(FOLDER));
    requireCurrent(folder);
    requirePossibleRecords(folder, mark);
    try {
      return open(folder, tuning, mark, RocksDB::open);
    } catch (RocksDBException e) {
      if (e.getStatus() == null || e.getStatus().getCode() != Status.Code.Corruption) {
        throw e;
      }
    }
    return openTorn(folder, tuning, mark);
  }

  /** RocksDB takes a folder without this file for a new one, and removes the data in it. */
  private static void requireCurrent(Path folder) throws IOException {
    if (Files.exists(folder.resolve(CURRENT))) {
      return;
    }
    try (DirectoryStream<Path> data = Files.newDirectoryStream(folder, "*.{sst,log}")) {
      for (Path file : data) {
        throw new StorageException(
            problem("Storage has data, but lost the file that says which")
                .at("path", folder.getParent())
                .at("missing", CURRENT)
                .at("found", file.getFileName())
                .advice("Restore the directory from a backup; nothing was changed"));
      }
    }
  }

  /**
   * Does with damage that RocksDB would never end to read what {@link #openTorn} does with other
   * damage: what lost no more than the end of the last write-ahead log is cut there.
   */
  private static void requirePossibleRecords(Path folder, SyncedMark mark) throws IOException {
    Path current = folder.resolve(CURRENT);
    Path manifest = folder.resolve(Files.exists(current) ? Files.readString(current).strip() : "-");
    LogRecords.Impossible wrong =
        Files.isRegularFile(manifest) ? LogRecords.findImpossible(manifest) : null;
    if (wrong != null) {
      throw damaged(folder, manifest, wrong);
    }
    List<Path> logs = logs(folder);
    for (Path log : logs) {
      wrong = LogRecords.findImpossible(log);
      if (wrong != null) {
        mark.check(wrong.position());
        if (!log.equals(logs.get(logs.size() - 1))) {
          throw damaged(folder, log, wrong);
        }
        cut(folder, log, wrong);
      }
    }
  }

  private static List<Path> logs(Path folder) throws IOException {
    List<Path> logs = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.log")) {
      found.forEach(logs::add);
    }
    logs.sort(null);
    return logs;
  }

  private static void cut(Path folder, Path log, LogRecords.Impossible from) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(from.offset());
      channel.force(true);
    }
    warnOfTornEnd(folder, from.position());
  }

  private static void warnOfTornEnd(Path folder, long kept) {
    LOG.warn(
        "Storage was cut off while it wrote, as by a power cut: writes that were not synced are "
            + "dropped {path={}, kept={}}",
        folder.getParent(),
        kept);
  }

  private static StorageException damaged(Path folder, Path file, LogRecords.Impossible wrong) {
    return new StorageException(
        problem("Storage is damaged")
            .at("path", folder.getParent())
            .at("file", file.getFileName())
            .at("offset", wrong.offset())
            .advice("Restore the directory from a backup; nothing was changed"));
  }

  /**
   * Opens without the end of a write-ahead log that cannot be read. That of a process which was
   * killed is whole; after a power cut the writes since the last sync may have left holes, and all
   * from the first hole on has to go. Anything else that is wrong is refused, and nothing changed.
   */
  private static Opened openTorn(Path folder, RocksTuning tuning, SyncedMark mark)
      throws RocksDBException {
    tuning.forgiveTornEnd();
    try (Opened trial = open(folder, tuning, mark, RocksDB::openReadOnly)) {
      warnOfTornEnd(folder, trial.database.getLatestSequenceNumber());
    }
    return open(folder, tuning, mark, RocksDB::open);
  }

  private static Opened open(Path folder, RocksTuning tuning, SyncedMark mark, Opening opening)
      throws RocksDBException {
    String name = folder.toString();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    RocksDB database = opening.open(tuning.database(), name, descriptors(name, tuning), handles);
    try {
      mark.check(database.getLatestSequenceNumber());
      return new Opened(database, new RocksFamilies(database, tuning, handles));
    } catch (RocksDBException | RuntimeException e) {
      handles.forEach(ColumnFamilyHandle::close);
      database.close();
      throw e;
    }
  }

  private static List<ColumnFamilyDescriptor> descriptors(String folder, RocksTuning tuning)
      throws RocksDBException {
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    try (Options options = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(options, folder)) {
        descriptors.add(tuning.family(name));
      }
    }
    if (descriptors.isEmpty()) {
      descriptors.add(tuning.family(RocksDB.DEFAULT_COLUMN_FAMILY));
    }
    return descriptors;
  }

  private static void loadLibrary() {
    try {
      RocksDB.loadLibrary();
    } catch (RuntimeException | LinkageError e) {
      throw new StorageException(
          problem("RocksDB cannot be loaded on this machine")
              .at("system", System.getProperty("os.name"))
              .at("processor", System.getProperty("os.arch"))
              .at("reason", e.getMessage())
              .advice("Give the process a writable java.io.tmpdir, or keep the store in memory"),
          e);
    }
  }

  Path path() {
    return path;
  }

  RocksDB database() {
    return database;
  }

  RocksFamilies families() {
    return families;
  }

  /** Number of the last write that readers see. */
  long position() {
    return database.getLatestSequenceNumber();
  }

  /**
   * Syncs the write-ahead log, and remembers how far. One thread at a time.
   *
   * @return position up to which everything is on the disk
   */
  long sync() {
    long written = position();
    try {
      database.syncWal();
    } catch (RocksDBException e) {
      throw new StorageException(
          problem("Storage could not sync")
              .at("path", path)
              .at("reason", e.getMessage())
              .advice("Check the disk, then open the node again; recent writes may be lost"),
          e);
    }
    mark.advance(written);
    return written;
  }

  /** Empties the write buffers, and rewrites every table without what is gone. */
  void compact() {
    flush();
    try (CompactRangeOptions options =
        new CompactRangeOptions()
            .setBottommostLevelCompaction(BottommostLevelCompaction.kForceOptimized)) {
      for (ColumnFamilyHandle family : families.all()) {
        database.compactRange(family, null, null, options);
      }
      rewriteManifest();
    } catch (RocksDBException | IOException e) {
      throw new StorageException(
          problem("Storage could not be compacted")
              .at("path", path)
              .at("reason", e.getMessage())
              .advice("Make room on the disk: compaction needs space for a second copy meanwhile"),
          e);
    }
  }

  /**
   * The manifest names the first and the last key of every table, also of those that are gone,
   * until RocksDB begins another one: when it is large, at the next change. Families with long
   * names are made and dropped to that end.
   */
  private void rewriteManifest() throws RocksDBException, IOException {
    Path current = path.resolve(FOLDER).resolve("CURRENT");
    String before = Files.readString(current);
    String filler = "x".repeat(RocksTuning.MANIFEST_BYTES / 4);
    while (Files.readString(current).equals(before)) {
      Space made = new Space("compaction-" + lettersOf(UUID.randomUUID()) + filler);
      try (ColumnFamilyHandle family = database.createColumnFamily(tuning.family(made))) {
        database.dropColumnFamily(family);
      }
    }
  }

  private static String lettersOf(UUID id) {
    StringBuilder letters = new StringBuilder();
    id.toString()
        .chars()
        .map(letter -> Character.isDigit(letter) ? letter - '0' + 'g' : letter)
        .forEach(letters::appendCodePoint);
    return letters.toString();
  }

  /** Releases everything. */
  void close() {
    families.close();
    database.close();
    tuning.close();
    mark.close();
    lock.close();
  }

  /** Empties the write buffers so that the next open has nothing to replay. */
  void flush() {
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      database.flush(options, families.all());
    } catch (RocksDBException e) {
      throw new StorageException(
          problem("Storage could not empty its write buffers")
              .at("path", path)
              .at("reason", e.getMessage())
              .advice(
                  "Check the disk; all writes are in the log and are replayed at the next open"),
          e);
    }
  }

  private static StorageException openFailed(Path path, Exception cause) {
    return new StorageException(
        problem("Storage cannot be opened")
            .at("path", path)
            .at("reason", cause.getMessage())
            .advice("Check disk and permissions; restore a damaged directory from a backup"),
        cause);
  }

  static StorageException readFailed(Path path, RocksDBException cause) {
    return new StorageException(
        problem("Storage cannot be read")
            .at("path", path)
            .at("reason", cause.getMessage())
            .advice("Check the disk; restore a damaged directory from a backup"),
        cause);
  }

  static StorageException writeFailed(Path path, RocksDBException cause) {
    return new StorageException(
        problem("Write failed, nothing of it was written")
            .at("path", path)
            .at("reason", cause.getMessage())
            .advice("Check the disk and the space on it, then open the node again"),
        cause);
  }

  /** A way to open RocksDB. */
  @FunctionalInterface
  private interface Opening {
    RocksDB open(
        DBOptions options,
        String folder,
        List<ColumnFamilyDescriptor> descriptors,
        List<ColumnFamilyHandle> handles)
        throws RocksDBException;
  }

  private record Opened(RocksDB database, RocksFamilies families) implements AutoCloseable {
    @Override
    public void close() {
      families.close();
      database.close();
    }
  }
}
