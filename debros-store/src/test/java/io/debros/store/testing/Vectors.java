package io.debros.store.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The golden vectors of OrbitDB: those of the test resources, or the files of the same names in the
 * folder {@code -Ddebros.vectors=DIR}. What a test does not understand must fail it: see {@link
 * #requireFields} and {@link #unknown}.
 */
public final class Vectors {
  /** System property that names another folder. */
  public static final String FOLDER = "debros.vectors";

  private static final String RESOURCES = "/vectors/orbitdb/";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Vectors() {}

  /** A vector file, for example {@code entries.json}. */
  public static JsonNode load(String file) {
    return JSON.readTree(bytes(file));
  }

  /** A vector file whose top-level fields must be just these. */
  public static JsonNode load(String file, String... fields) {
    return requireFields(load(file), fields);
  }

  /** The bytes of a vector file, for example {@code replica-documents.car}. */
  public static byte[] bytes(String file) {
    String folder = System.getProperty(FOLDER, "");
    try {
      return folder.isEmpty() ? resource(file) : Files.readAllBytes(inFolder(folder, file));
    } catch (IOException e) {
      throw new AssertionError("Vector file cannot be read: " + file, e);
    }
  }

  /** Tests run in their module; a relative folder may also be meant from the project above it. */
  private static Path inFolder(String folder, String file) {
    Path here = Path.of(folder, file).toAbsolutePath().normalize();
    Path above = Path.of("..", folder, file).toAbsolutePath().normalize();
    return Files.exists(here) || !Files.exists(above) ? here : above;
  }

  /**
   * The elements of a list field; fails if it is absent, no list, or empty, so that a test over all
   * cases cannot pass without any.
   */
  public static Stream<JsonNode> cases(JsonNode node, String field) {
    JsonNode list = node.path(field);
    if (!list.isArray() || list.isEmpty()) {
      throw new AssertionError("Vector file has no cases in " + field);
    }
    return list.valueStream();
  }

  /** A test per element of a list field, named by the field {@code name} of each. */
  public static Stream<DynamicTest> tests(JsonNode node, String field, Check check) {
    return cases(node, field)
        .map(test -> DynamicTest.dynamicTest(text(test, "name"), () -> check.check(test)));
  }

  /** What a test does with one case. */
  @FunctionalInterface
  public interface Check {
    void check(JsonNode node) throws Exception;
  }

  /**
   * The node, whose fields must be among these. Call it for every object that a test reads, with
   * the fields that the test checks or uses.
   */
  public static JsonNode requireFields(JsonNode node, String... known) {
    Set<String> unknown = new TreeSet<>(node.propertyNames());
    Set.of(known).forEach(unknown::remove);
    if (!node.isObject() || !unknown.isEmpty()) {
      throw new AssertionError("Vector has fields that this test does not check: " + unknown);
    }
    return node;
  }

  /** Text of a field that must be there. */
  public static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isString()) {
      throw new AssertionError("Vector has no text in field " + field);
    }
    return value.asString();
  }

  /** Bytes of a field that must be there as hex. */
  public static byte[] hex(JsonNode node, String field) {
    return HexFormat.of().parseHex(text(node, field));
  }

  /** True or false of a field that must be there. */
  public static boolean bool(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isBoolean()) {
      throw new AssertionError("Vector has neither true nor false in field " + field);
    }
    return value.asBoolean();
  }

  /** What to throw for a kind of case that the test does not know. */
  public static AssertionError unknown(String what, Object value) {
    return new AssertionError("Vector has an unknown " + what + ": " + value);
  }

  private static byte[] resource(String file) throws IOException {
    try (InputStream stream = Vectors.class.getResourceAsStream(RESOURCES + file)) {
      if (stream == null) {
        throw new AssertionError("No such vector file: " + RESOURCES + file);
      }
      return stream.readAllBytes();
    }
  }
}
