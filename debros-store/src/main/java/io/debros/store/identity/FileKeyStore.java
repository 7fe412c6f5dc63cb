package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file for each key, in a directory of its own that only its owner may enter (0700; files 0600,
 * from their first byte on). A key is written to a file beside, synced, and then given its name, so
 * a crash leaves no half of a key. A file holds the key in hex, a blank, and a checksum. Where the
 * file system knows no POSIX permissions, those of the directory decide.
 */
public final class FileKeyStore implements KeyStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileKeyStore.class);
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private final Path directory;
  private final boolean posix;

  private FileKeyStore(Path directory, boolean posix) {
    this.directory = directory;
    this.posix = posix;
  }

  /**
   * Opens the directory and creates it if it is absent.
   *
   * @throws StorageException if it cannot be created
   */
  public static FileKeyStore open(Path directory) {
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(directory, onlyOwner(posix, OWNER_DIRECTORY));
      }
      FileKeyStore store = new FileKeyStore(directory, posix);
      store.restrict(directory, OWNER_DIRECTORY);
      return store;
    } catch (IOException error) {
      throw failed("Key directory cannot be created", directory, error);
    }
  }

  @Override
  public byte @Nullable [] find(String id) {
    Path file = file(id);
    try {
      byte[] content = Files.readAllBytes(file);
      restrict(file, OWNER_FILE);
      return KeyFile.decode(content, file);
    } catch (NoSuchFileException absent) {
      return null;
    } catch (IOException error) {
      throw failed("Key file cannot be read", file, error);
    }
  }

  @Override
  public byte[] putIfAbsent(String id, byte[] privateKey) {
    Path file = file(id);
    Path fresh = directory.resolve("new-" + UUID.randomUUID());
    try {
      write(fresh, KeyFile.encode(privateKey));
      boolean created = giveName(fresh, file);
      syncDirectory();
      return created ? privateKey : existing(id, file);
    } catch (IOException error) {
      throw failed("Key file cannot be written", file, error);
    } finally {
      delete(fresh);
    }
  }

  private Path file(String id) {
    return directory.resolve(KeyFile.name(MemoryKeyStore.requireId(id)));
  }

  private void write(Path file, String content) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, onlyOwner(posix, OWNER_FILE))) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
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

  private byte[] existing(String id, Path file) {
    byte[] key = find(id);
    if (key == null) {
      throw new StorageException(
          problem("Key file vanished while it was read")
              .at("file", file)
              .advice("Let no other program change the key directory"));
    }
    return key;
  }

  private void syncDirectory() throws IOException {
    if (posix) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private void delete(Path fresh) {
    try {
      Files.deleteIfExists(fresh);
    } catch (IOException error) {
      LOG.warn("A copy of a private key could not be removed; remove it by hand: {}", fresh, error);
    }
  }

  private void restrict(Path path, Set<PosixFilePermission> allowed) throws IOException {
    if (posix && !allowed.containsAll(Files.getPosixFilePermissions(path))) {
      LOG.warn(
          "Others were allowed to use private keys; only their owner is from now on: {}", path);
      Files.setPosixFilePermissions(path, allowed);
    }
  }

  private static FileAttribute<?>[] onlyOwner(boolean posix, Set<PosixFilePermission> permissions) {
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static StorageException failed(String sentence, Path path, IOException error) {
    return new StorageException(
        problem(sentence)
            .at("path", path)
            .at("error", error)
            .advice("Check that the directory exists and that this user may write to it"),
        error);
  }
}
