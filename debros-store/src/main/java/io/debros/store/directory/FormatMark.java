package io.debros.store.directory;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The file {@value #FILE}: {@code debros-format 2}, a blank, a checksum. Written beside, synced and
 * then given its name, so that a crash leaves the old one or the new one.
 */
record FormatMark(Path file) {
  static final String FILE = "debros.format";

  private static final Pattern CONTENT =
      Pattern.compile("(debros-format ([1-9][0-9]{0,8})) ([0-9a-f]{8})\n");

  static FormatMark in(Path directory) {
    return new FormatMark(directory.toAbsolutePath().normalize().resolve(FILE));
  }

  /**
   * The format in the file; 1 if there is none.
   *
   * @throws StorageException if it is damaged or cannot be read
   */
  int read() {
    try {
      return decode(new String(Files.readAllBytes(file), US_ASCII));
    } catch (NoSuchFileException firstFormat) {
      return 1;
    } catch (IOException e) {
      throw failed("Mark of the format cannot be read", e);
    }
  }

  /** Writes the file, unless it says so already. */
  void write(int version) {
    if (read() == version) {
      return;
    }
    Path fresh = file.resolveSibling(FILE + ".new");
    try {
      write(fresh, encode(version));
      move(fresh);
      syncDirectory();
    } catch (IOException e) {
      throw failed("Mark of the format cannot be written", e);
    }
  }

  private int decode(String content) {
    Matcher matcher = CONTENT.matcher(content);
    if (matcher.matches() && checksum(matcher.group(1)).equals(matcher.group(3))) {
      return Integer.parseInt(matcher.group(2));
    }
    throw new StorageException(
        problem("Mark of the format is damaged")
            .at("file", file)
            .at("length", content.length())
            .advice(
                "If no newer version of debros used the directory, delete the file and open it"
                    + " again: it is made anew"));
  }

  private static String encode(int version) {
    String text = "debros-format " + version;
    return text + " " + checksum(text) + "\n";
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(US_ASCII));
    return String.format("%08x", crc.getValue());
  }

  private static void write(Path fresh, String content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private void move(Path fresh) throws IOException {
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void syncDirectory() throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel directory =
          FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }

  private StorageException failed(String sentence, IOException cause) {
    return new StorageException(
        problem(sentence)
            .at("file", file)
            .at("reason", cause)
            .advice("Check the disk and the permissions of the directory"),
        cause);
  }
}
