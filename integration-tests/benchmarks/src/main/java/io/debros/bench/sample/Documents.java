package io.debros.bench.sample;

import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DocumentDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The documents that every benchmark uses, the same as in {@code bench.mjs}. */
public final class Documents {
  /** One document in so many is active. */
  public static final int ACTIVE_EVERY = 10;

  private Documents() {}

  public static String key(int number) {
    return "user-" + number;
  }

  public static CborMap document(int number) {
    return CborMap.builder()
        .put("_id", new CborText(key(number)))
        .put("username", new CborText("user " + number))
        .put("email", new CborText("user" + number + "@example.org"))
        .put("isActive", new CborBool(number % ACTIVE_EVERY == 0))
        .put("score", new CborInt(number * 7L % 1000))
        .build();
  }

  /** Puts documents 0 to count - 1. */
  public static void fill(DocumentDatabase database, int count) {
    for (int number = 0; number < count; number++) {
      database.put(document(number));
    }
  }

  public static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("debros-bench");
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  public static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }
}
