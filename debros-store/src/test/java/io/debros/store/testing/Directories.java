package io.debros.store.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** Copies of data directories, and what is in them. */
public final class Directories {
  private Directories() {}

  /** Unpacks a data directory of a format that was once current. */
  public static void unpackFormat(int format, Path target) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(resource("/formats/" + format + ".zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = target.resolve(entry.getName());
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.copy(zip, file);
      }
    }
  }

  /** What {@link Sample#describe} said of that directory when it was made. */
  public static String describeFormat(int format) throws IOException {
    try (InputStream text = resource("/formats/" + format + ".txt")) {
      return new String(text.readAllBytes(), UTF_8);
    }
  }

  /**
   * Copies a directory, as a killed process would leave it if a node has it open that is not asked
   * to write: made again if the storage put its files in order meanwhile.
   */
  public static Path copy(Path from, Path to) {
    List<Path> before = files(from);
    copy(before, from, to);
    while (!before.equals(files(from))) {
      files(to).forEach(Directories::delete);
      before = files(from);
      copy(before, from, to);
    }
    return to;
  }

  private static void copy(List<Path> files, Path from, Path to) {
    for (Path file : files) {
      Path target = to.resolve(from.relativize(file).toString());
      unlessGone(
          () -> {
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            return Files.copy(file, target);
          });
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The write-ahead log of a small store, which has but one. */
  public static Path writeAheadLog(Path directory) {
    List<Path> logs =
        files(directory.resolve("store")).stream()
            .filter(file -> file.toString().endsWith(".log"))
            .toList();
    if (logs.size() != 1) {
      throw new AssertionError("Not one write-ahead log but " + logs);
    }
    return logs.get(0);
  }

  /** All files in a directory and below, in the order of their paths; a node may have it open. */
  public static List<Path> files(Path directory) {
    List<Path> found = null;
    while (found == null) {
      found = unlessGone(() -> walk(directory));
    }
    return found;
  }

  /** Bytes of all files together; a node may have the directory open. */
  public static long size(Path directory) {
    return files(directory).stream()
        .mapToLong(file -> Objects.requireNonNullElse(unlessGone(() -> Files.size(file)), 0L))
        .sum();
  }

  /** Files that have a text in them, each byte a letter; a node may have the directory open. */
  public static List<Path> filesWith(Path directory, String text) {
    return files(directory).stream().filter(file -> contentOf(file).contains(text)).toList();
  }

  private static String contentOf(Path file) {
    return Objects.requireNonNullElse(unlessGone(() -> Files.readString(file, ISO_8859_1)), "");
  }

  private static List<Path> walk(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What is read of a file; null if the storage has removed it meanwhile. */
  private static <T> @Nullable T unlessGone(Callable<T> reading) {
    try {
      return reading.call();
    } catch (NoSuchFileException gone) {
      return null;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Paths and contents of all files, to be compared. */
  public static Map<String, List<Byte>> contents(Path directory) throws IOException {
    Map<String, List<Byte>> contents = new TreeMap<>();
    for (Path file : files(directory)) {
      byte[] bytes = Files.readAllBytes(file);
      Byte[] boxed = new Byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        boxed[i] = bytes[i];
      }
      contents.put(directory.relativize(file).toString(), List.of(boxed));
    }
    return contents;
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(Directories.class.getResourceAsStream(name), name);
  }
}
