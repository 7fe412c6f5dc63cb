package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.IndexModel;
import io.debros.jpa.metamodel.PropertyPath;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers the indexes that an entity declares: of its table, unique columns, join columns. */
final class IndexReader {
  private final Place place;
  private final List<AttributeModel> attributes;
  private final Map<List<IndexModel.Column>, IndexModel> byColumns = new LinkedHashMap<>();

  private IndexReader(Place place, List<AttributeModel> attributes) {
    this.place = place;
    this.attributes = attributes;
  }

  /** Declared indexes, each combination of columns once. */
  static List<IndexModel> read(
      Place place, @Nullable Table table, List<AttributeModel> attributes) {
    IndexReader reader = new IndexReader(place, attributes);
    if (table != null) {
      reader.refuseSchema(table);
      Arrays.stream(table.uniqueConstraints()).forEach(reader::add);
      Arrays.stream(table.indexes()).forEach(reader::add);
    }
    attributes.forEach(reader::addColumn);
    reader.checkNames();
    return List.copyOf(reader.byColumns.values());
  }

  private void refuseSchema(Table table) {
    refuseIf(!table.schema().isEmpty(), "schema");
    refuseIf(!table.catalog().isEmpty(), "catalog");
    refuseIf(table.check().length > 0, "check");
    refuseIf(!table.comment().isEmpty(), "comment");
    refuseIf(!table.options().isEmpty(), "options");
  }

  private void refuseIf(boolean given, String element) {
    if (given) {
      place.refuse(Table.class, element, "Remove it; there is no schema");
    }
  }

  private void add(UniqueConstraint constraint) {
    if (!constraint.options().isEmpty()) {
      place.refuse(UniqueConstraint.class, "options", "Remove it; there is no schema");
    }
    add(constraint.name(), Arrays.asList(constraint.columnNames()), true);
  }

  private void add(Index index) {
    if (!index.options().isEmpty()) {
      place.refuse(Index.class, "options", "Remove it; there is no schema");
    }
    add(index.name(), Arrays.asList(index.columnList().split(",", -1)), index.unique());
  }

  private void add(String name, List<String> columnTexts, boolean unique) {
    List<IndexModel.Column> columns = new ArrayList<>();
    for (String text : columnTexts) {
      IndexModel.Column column = column(text.trim());
      if (column == null) {
        return;
      }
      columns.add(column);
    }
    put(name, columns, unique);
  }

  private IndexModel.@Nullable Column column(String text) {
    String[] words = text.split("\\s+", -1);
    String direction = words.length == 2 ? words[1].toLowerCase(Locale.ROOT) : "asc";
    List<AttributeModel> path = find(attributes, ColumnReader.unquoted(words[0]));
    if (words.length > 2 || !List.of("asc", "desc").contains(direction) || path.isEmpty()) {
      place.refuse(
          "Index names an unknown column",
          "column",
          text,
          "Name columns or attributes with a single value, with ASC or DESC");
      return null;
    }
    return new IndexModel.Column(new PropertyPath(path), direction.equals("desc"));
  }

  /** By column name, then by attribute name or dotted path; empty if there is none. */
  private static List<AttributeModel> find(List<AttributeModel> attributes, String name) {
    for (AttributeModel attribute : attributes) {
      if (isIndexable(attribute) && attribute.documentKey().equals(name)) {
        return List.of(attribute);
      }
    }
    for (AttributeModel attribute : attributes) {
      if (isIndexable(attribute) && attribute.name().equals(name)) {
        return List.of(attribute);
      }
      if (attribute.kind() instanceof Embedded embedded) {
        String prefix = attribute.name() + ".";
        String rest = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        List<AttributeModel> inner = find(embedded.model().attributes(), rest);
        if (!inner.isEmpty()) {
          List<AttributeModel> path = new ArrayList<>(List.of(attribute));
          path.addAll(inner);
          return path;
        }
      }
    }
    return List.of();
  }

  private static boolean isIndexable(AttributeModel attribute) {
    return attribute.kind() instanceof Basic
        || (attribute.kind() instanceof ToOne && attribute.isStored());
  }

  private void addColumn(AttributeModel attribute) {
    boolean indexed =
        attribute.isStored() && (attribute.unique() || attribute.kind() instanceof ToOne);
    if (indexed && !attribute.isId()) {
      IndexModel.Column column = new IndexModel.Column(new PropertyPath(List.of(attribute)), false);
      put("", List.of(column), attribute.unique());
    }
  }

  private void put(String name, List<IndexModel.Column> columns, boolean unique) {
    String given = name.isEmpty() ? nameOf(columns) : name;
    byColumns.merge(
        columns,
        new IndexModel(given, columns, unique),
        (first, second) ->
            new IndexModel(first.name(), columns, first.unique() || second.unique()));
  }

  private static String nameOf(List<IndexModel.Column> columns) {
    return columns.stream()
        .map(column -> column.path().dotted() + (column.descending() ? " desc" : ""))
        .collect(Collectors.joining(","));
  }

  private void checkNames() {
    Map<String, Long> uses =
        byColumns.values().stream()
            .collect(Collectors.groupingBy(IndexModel::name, Collectors.counting()));
    uses.forEach(
        (name, count) -> {
          if (count > 1) {
            place.refuse("Two indexes have one name", "index", name, "Give each a name of its own");
          }
        });
  }
}
