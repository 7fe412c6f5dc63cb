package io.debros.store.testing;

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
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

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

  /** Copies a directory, as a killed process would leave it if a node has it open. */
  public static Path copy(Path from, Path to) {
    for (Path file : files(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      try {
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.copy(file, target);
      } catch (NoSuchFileException removedMeanwhile) {
        continue;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return to;
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

  /** All files in a directory and below, in the order of their paths. */
  public static List<Path> files(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
