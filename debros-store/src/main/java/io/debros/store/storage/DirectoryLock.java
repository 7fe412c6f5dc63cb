package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.DirectoryLockedException;
import io.debros.store.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a directory for one user in one process: a lock on the file {@value #FILE}, which holds the
 * process id for whoever finds the directory taken. The operating system frees it when the process
 * dies. Thread-safe.
 */
final class DirectoryLock implements AutoCloseable {
  static final String FILE = "debros.lock";

  /*
   * POSIX drops all of a process's locks on a file as soon as the process closes any descriptor of
   * it. So a second attempt within this process must not even open the file: what this process
   * holds is a fact about the process, and is kept as one.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** Far behind the text, which stays readable where locks are mandatory. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the directory, which is created if need be.
   *
   * @throws DirectoryLockedException if it is taken, in this process or in another
   * @throws StorageException if the directory cannot be made or written
   */
  static DirectoryLock acquire(Path directory) {
    try {
      Path real = Files.createDirectories(directory).toRealPath();
      if (!HELD.add(real)) {
        throw locked(real, String.valueOf(ProcessHandle.current().pid()));
      }
      return acquireFile(real);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static DirectoryLock acquireFile(Path directory) throws IOException {
    DirectoryLock lock = null;
    try {
      lock = lockFile(directory);
      return lock;
    } finally {
      if (lock == null) {
        HELD.remove(directory);
      }
    }
  }

  @SuppressWarnings("resource") // the channel belongs to the lock that is returned
  private static DirectoryLock lockFile(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw locked(directory, ownerIn(channel));
      }
      writeOwner(channel);
      return new DirectoryLock(directory, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      return null; // taken through another class loader of this process
    }
  }

  private static void writeOwner(FileChannel channel) throws IOException {
    channel.truncate(0);
    String pid = String.valueOf(ProcessHandle.current().pid());
    channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private static String ownerIn(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(20);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    return pid.isEmpty() ? "unknown" : pid;
  }

  private static DirectoryLockedException locked(Path directory, String pid) {
    return new DirectoryLockedException(
        problem("Directory is in use")
            .at("path", directory)
            .at("pid", pid)
            .advice("Close the node in that process, or open another directory"));
  }

  private static StorageException unusable(Path directory, IOException cause) {
    return new StorageException(
        problem("Directory cannot be used")
            .at("path", directory.toAbsolutePath())
            .at("reason", cause)
            .advice("Check that it is a directory which this user may write"),
        cause);
  }

  /** Frees the directory; the file stays, since removing it could free a later owner's lock. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw unusable(directory, e);
    } finally {
      HELD.remove(directory);
    }
  }
}
