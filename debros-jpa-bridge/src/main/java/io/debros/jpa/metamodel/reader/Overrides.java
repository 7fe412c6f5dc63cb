package io.debros.jpa.metamodel.reader;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import java.lang.reflect.AnnotatedElement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Columns that {@code @AttributeOverride} gives to attributes of a superclass or embeddable. */
final class Overrides {
  static final Overrides NONE = new Overrides(Map.of(), Set.of(), "");

  private final Map<String, Column> columns;
  private final Set<String> unused; // shared with nested ones
  private final String prefix;

  private Overrides(Map<String, Column> columns, Set<String> unused, String prefix) {
    this.columns = columns;
    this.unused = unused;
    this.prefix = prefix;
  }

  /** What an element says itself, and what was said about it further out, which wins. */
  static Overrides of(AnnotatedElement element, Overrides outer) {
    AttributeOverride[] own = element.getAnnotationsByType(AttributeOverride.class);
    if (own.length == 0) {
      return outer;
    }
    Map<String, Column> columns = new HashMap<>();
    for (AttributeOverride override : own) {
      columns.put(override.name(), override.column());
    }
    Set<String> unused = new HashSet<>(columns.keySet());
    outer.columns.forEach(
        (name, column) -> {
          if (name.startsWith(outer.prefix)) {
            columns.put(name.substring(outer.prefix.length()), column);
            outer.unused.remove(name);
          }
        });
    return new Overrides(columns, unused, "");
  }

  /** The column of an attribute; null if it is not overridden. */
  @Nullable Column find(String attribute) {
    Column column = columns.get(prefix + attribute);
    if (column != null) {
      unused.remove(prefix + attribute);
    }
    return column;
  }

  /** What is said about the parts of an embedded attribute. */
  Overrides in(String attribute) {
    return columns.isEmpty() ? this : new Overrides(columns, unused, prefix + attribute + ".");
  }

  /** Refuses overrides of attributes that do not exist; after all were asked for. */
  void refuseUnused(Place place) {
    if (!prefix.isEmpty()) {
      return;
    }
    for (String name : unused) {
      place.refuse(
          "Override names an unknown attribute",
          "name",
          name,
          "Name a single-valued attribute of the superclass or embeddable");
    }
  }
}
