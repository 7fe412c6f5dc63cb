package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of small secret files that only its owner may enter (0700; files 0600, from their
 * first byte on). Content is written to a file beside, synced, and then given its name, so a crash
 * leaves no half of a file. Where the file system knows no POSIX permissions, those of the
 * directory decide. Thread-safe; every method throws {@link StorageException} if the disk fails.
 */
public final class PrivateDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateDirectory.class);
  private static final String FRESH = "new-";
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final boolean posix;

  private PrivateDirectory(Path path, boolean posix) {
    this.path = path;
    this.posix = posix;
  }

  /** Opens a directory, and creates it with its parents if it is absent. */
  public static PrivateDirectory open(Path path) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (!Files.isDirectory(path)) {
        Files.createDirectory(path, onlyOwner(posix, OWNER_DIRECTORY));
      }
      PrivateDirectory directory = new PrivateDirectory(path, posix);
      directory.restrict(path, OWNER_DIRECTORY);
      return directory;
    } catch (IOException error) {
      throw failed("Key directory cannot be created", path, error);
    }
  }

  /** Where a file of that name is, whether it exists or not. */
  public Path file(String name) {
    return path.resolve(name);
  }

  /** The content of a file; null if there is none. */
  public byte @Nullable [] find(String name) {
    Path file = file(name);
    try {
      byte[] content = Files.readAllBytes(file);
      restrict(file, OWNER_FILE);
      return content;
    } catch (NoSuchFileException absent) {
      return null;
    } catch (IOException error) {
      throw failed("Key file cannot be read", file, error);
    }
  }

  /** Names of the files that end so, in alphabetical order. */
  public List<String> names(String ending) {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending) && !name.startsWith(FRESH))
          .sorted()
          .toList();
    } catch (IOException error) {
      throw failed("Key directory cannot be read", path, error);
    }
  }

  /** Writes a new file; false, and nothing happens, if the name is taken. */
  public boolean create(String name, byte[] content) {
    return write(name, content, PrivateDirectory::giveName);
  }

  /** Writes a file in place of what the name had: after a crash it has one or the other. */
  public void replace(String name, byte[] content) {
    write(name, content, PrivateDirectory::giveNameAnyway);
  }

  /**
   * Overwrites a file with zeros, and removes it; false if there is none. What the disk keeps of it
   * elsewhere (journals, snapshots, spare cells) is beyond the reach of a program.
   */
  public boolean erase(String name) {
    Path file = file(name);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      writeAll(channel, new byte[(int) channel.size()]);
    } catch (NoSuchFileException absent) {
      return false;
    } catch (IOException error) {
      throw failed("Key file cannot be overwritten", file, error);
    }
    remove(file);
    return true;
  }

  /** Removes a file; nothing happens if there is none. */
  public void delete(String name) {
    remove(file(name));
  }

  /** Removes what writes that were cut off by a crash left behind. Not while somebody writes. */
  void deleteLeftovers() {
    try (Stream<Path> files = Files.list(path)) {
      files.filter(file -> file.getFileName().toString().startsWith(FRESH)).forEach(this::remove);
    } catch (IOException error) {
      throw failed("Key directory cannot be read", path, error);
    }
  }

  private void remove(Path file) {
    try {
      Files.deleteIfExists(file);
      sync();
    } catch (IOException error) {
      throw failed("Key file cannot be removed", file, error);
    }
  }

  private boolean write(String name, byte[] content, Naming naming) {
    Path file = file(name);
    Path fresh = path.resolve(FRESH + UUID.randomUUID());
    try {
      writeFresh(fresh, content);
      boolean named = naming.name(fresh, file);
      sync();
      return named;
    } catch (IOException error) {
      throw failed("Key file cannot be written", file, error);
    } finally {
      discard(fresh);
    }
  }

  private void writeFresh(Path file, byte[] content) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, onlyOwner(posix, OWNER_FILE))) {
      writeAll(channel, content);
    }
  }

  private static void writeAll(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  /** Atomic, and never replaces: false if the name is taken. */
  private static boolean giveName(Path fresh, Path file) throws IOException {
    try {
      Files.createLink(file, fresh);
      return true;
    } catch (FileAlreadyExistsException taken) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
      return moveTo(fresh, file);
    }
  }

  private static boolean moveTo(Path fresh, Path file) throws IOException {
    try {
      Files.move(fresh, file);
      return true;
    } catch (FileAlreadyExistsException taken) {
      return false;
    }
  }

  private static boolean giveNameAnyway(Path fresh, Path file) throws IOException {
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private void sync() throws IOException {
    if (posix) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void discard(Path fresh) {
    try {
      Files.deleteIfExists(fresh);
    } catch (IOException error) {
      LOG.warn("A copy of a private key could not be removed; remove it by hand: {}", fresh, error);
    }
  }

  private void restrict(Path where, Set<PosixFilePermission> allowed) throws IOException {
    if (posix && !allowed.containsAll(Files.getPosixFilePermissions(where))) {
      LOG.warn(
          "Others were allowed to use private keys; only their owner is from now on: {}", where);
      Files.setPosixFilePermissions(where, allowed);
    }
  }

  private static FileAttribute<?>[] onlyOwner(boolean posix, Set<PosixFilePermission> permissions) {
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static StorageException failed(String sentence, Path where, IOException error) {
    return new StorageException(
        problem(sentence)
            .at("path", where)
            .at("error", error)
            .advice("Check that the directory exists and that this user may write to it"),
        error);
  }

  /** Gives a finished file its name; false if it may not. */
  private interface Naming {
    boolean name(Path fresh, Path file) throws IOException;
  }
}
