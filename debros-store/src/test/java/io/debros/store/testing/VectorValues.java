package io.debros.store.testing;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborLink;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.multiformats.Cid;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The two notations for values in vector files. Undefined, the absent value, is refused. */
public final class VectorValues {
  private static final BigInteger MAX_SAFE_INTEGER =
      BigInteger.ONE.shiftLeft(53).subtract(BigInteger.ONE);

  private VectorValues() {}

  /** The value could not exist in dag-cbor, because it is or holds "undefined". */
  public static final class UndefinedValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UndefinedValueException() {
      super("undefined has no form in dag-cbor");
    }
  }

  /**
   * A typed value, {@code {"t": kind, "v": value}}.
   *
   * @throws IllegalArgumentException if dag-cbor cannot hold it
   */
  public static CborValue typed(JsonNode node) {
    Vectors.requireFields(node, "t", "v", "bits");
    JsonNode value = node.path("v");
    String kind = Vectors.text(node, "t");
    return switch (kind) {
      case "null" -> CborNull.NULL;
      case "bool" -> new CborBool(Vectors.bool(node, "v"));
      case "int" -> CborValue.integer(new BigInteger(Vectors.text(node, "v")));
      case "float" -> CborValue.number(bits(Vectors.text(node, "bits")));
      case "string" -> new CborText(Vectors.text(node, "v"));
      case "bytes" -> CborBytes.of(Vectors.hex(node, "v"));
      case "list" -> new CborList(items(node).stream().map(VectorValues::typed).toList());
      case "map" -> typedMap(items(node));
      case "link" -> new CborLink(Cid.parse(Vectors.text(node, "v")));
      case "undefined" -> throw new UndefinedValueException();
      default -> throw Vectors.unknown("kind of typed value", kind + " " + value);
    };
  }

  /**
   * A plain value: JSON with {@code $bytes}, {@code $bigint}, {@code $link}, {@code $undefined}.
   *
   * @throws IllegalArgumentException if dag-cbor cannot hold it
   */
  public static CborValue plain(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL -> CborNull.NULL;
      case BOOLEAN -> new CborBool(node.asBoolean());
      case STRING -> new CborText(node.asString());
      case NUMBER -> number(node);
      case ARRAY -> new CborList(node.valueStream().map(VectorValues::plain).toList());
      case OBJECT -> isMarked(node) ? marked(node) : plainMap(node);
      default -> throw Vectors.unknown("kind of plain value", node.getNodeType());
    };
  }

  /** A plain value that must be a map. */
  public static CborMap plainMap(JsonNode node) {
    Map<String, CborValue> entries = new LinkedHashMap<>();
    node.properties().forEach(entry -> entries.put(entry.getKey(), plain(entry.getValue())));
    return CborMap.of(entries);
  }

  /** Whether a plain value says that there is nothing, or there is no node at all. */
  public static boolean isUndefined(JsonNode node) {
    return node.isMissingNode() || node.has("$undefined");
  }

  private static CborValue number(JsonNode node) {
    if (!node.isIntegralNumber()) {
      return CborValue.number(node.asDouble());
    }
    BigInteger value = node.asBigInteger();
    if (value.abs().compareTo(MAX_SAFE_INTEGER) > 0) {
      throw Vectors.unknown("integer that JSON cannot tell from a float", value);
    }
    return CborValue.integer(value);
  }

  private static boolean isMarked(JsonNode node) {
    return node.propertyNames().stream().anyMatch(name -> name.startsWith("$"));
  }

  private static CborValue marked(JsonNode node) {
    if (node.size() != 1) {
      throw Vectors.unknown("marked value", node);
    }
    String mark = node.propertyNames().iterator().next();
    return switch (mark) {
      case "$bytes" -> CborBytes.of(Vectors.hex(node, mark));
      case "$bigint" -> CborValue.integer(new BigInteger(Vectors.text(node, mark)));
      case "$link" -> new CborLink(Cid.parse(Vectors.text(node, mark)));
      case "$undefined" -> throw new UndefinedValueException();
      default -> throw Vectors.unknown("mark of a plain value", mark);
    };
  }

  private static CborMap typedMap(List<JsonNode> pairs) {
    Map<String, CborValue> entries = new LinkedHashMap<>();
    for (JsonNode pair : pairs) {
      if (pair.size() != 2 || !pair.get(0).isString()) {
        throw Vectors.unknown("entry of a typed map", pair);
      }
      if (entries.put(pair.get(0).asString(), typed(pair.get(1))) != null) {
        throw Vectors.unknown("repeated key of a typed map", pair);
      }
    }
    return CborMap.of(entries);
  }

  private static List<JsonNode> items(JsonNode node) {
    if (!node.path("v").isArray()) {
      throw Vectors.unknown("list or map without items", node);
    }
    return node.get("v").valueStream().toList();
  }

  private static double bits(String hex) {
    return Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(hex));
  }
}
