package io.debros.store.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Inputs of a fuzz target that are kept: one a line, {@code name hex}. What the fuzzer finds is
 * added here once it has taught us something.
 */
final class Corpus {
  private final Map<String, byte[]> inputs = new LinkedHashMap<>();

  private Corpus() {}

  static Corpus of(Class<?> target) {
    Corpus corpus = new Corpus();
    resource("/fuzz/" + target.getSimpleName() + ".txt").lines().forEach(corpus::add);
    return corpus;
  }

  Map<String, byte[]> inputs() {
    return inputs;
  }

  /** One file an input, as the fuzzer wants them. */
  void writeTo(Path folder) {
    inputs.forEach(
        (name, input) -> {
          try {
            Files.write(folder.resolve(name), input);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void add(String line) {
    int space = line.indexOf(' ');
    byte[] input = HexFormat.of().parseHex(line.substring(space + 1));
    if (inputs.put(line.substring(0, space), input) != null) {
      throw new IllegalArgumentException("Two inputs have one name: " + line);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = Corpus.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stream, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
