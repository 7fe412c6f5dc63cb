package io.debros.store.manifest;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of a block that describes a database; what is wrong with them names the block. */
final class Fields {
  private final String kind;
  private final CborMap map;

  private Fields(String kind, CborMap map) {
    this.kind = kind;
    this.map = map;
  }

  /** Reads a block whose fields must be among those named. */
  static Fields decode(String kind, byte[] block, Set<String> known) {
    if (!(DagCbor.decode(block) instanceof CborMap map)) {
      throw refused(kind, "a block that is no map");
    }
    Set<String> unknown = new TreeSet<>(map.entries().keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw refused(kind, "unknown fields " + unknown);
    }
    return new Fields(kind, map);
  }

  CborMap map() {
    return map;
  }

  /** Text that must be there and not be empty. */
  String text(String field) {
    return textOf(map.find(field), field);
  }

  /** The value as text that is not empty. */
  String textOf(@Nullable CborValue value, String field) {
    if (value instanceof CborText text && !text.value().isEmpty()) {
      return text.value();
    }
    throw refused("no text in field " + field);
  }

  BadBlockException refused(String reason) {
    return refused(kind, reason);
  }

  private static BadBlockException refused(String kind, String reason) {
    return new BadBlockException(
        problem("Block does not describe what it should")
            .at("expected", kind)
            .at("reason", reason)
            .advice("Check the address, and the program that created the database"));
  }
}
