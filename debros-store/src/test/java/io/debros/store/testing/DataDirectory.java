package io.debros.store.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What lies in the data directory of a node. */
public final class DataDirectory {
  private DataDirectory() {}

  /** Copies a directory as it is: of an open node, what its killed process would leave. */
  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** The write-ahead log of a small store, which has but one. */
  public static Path writeAheadLog(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place.resolve("store"))) {
      List<Path> logs = files.filter(file -> file.toString().endsWith(".log")).toList();
      if (logs.size() != 1) {
        throw new AssertionError("Not one write-ahead log but " + logs);
      }
      return logs.get(0);
    }
  }
}
