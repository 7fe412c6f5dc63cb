package io.debros.jpa.query.plan;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.IndexSpec;
import io.debros.jpa.document.PlainOrder;
import io.debros.jpa.document.SortKey;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.model.Order.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An index of an entity's rows: the values of some fields, most significant first. Every row is in
 * it once, with nulls; in an index of a collection once per different element. Immutable.
 *
 * @param name unique within the entity
 * @param entity whose rows
 * @param columns most significant first
 * @param group that the indexes of all databases of the model belong to; null if each is for itself
 */
public record Index(String name, EntityModel entity, List<Column> columns, @Nullable String group) {
  private static final String FORMAT = "1";

  public Index {
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param field of the row's own document
   * @param direction which end comes first
   * @param contents the value, or each element of a collection
   */
  public record Column(Field field, Direction direction, Contents contents) {
    /** A column of single values. */
    static Column of(Field field, Direction direction) {
      return new Column(field, direction, Contents.VALUE);
    }

    /** The key of one value in this column. */
    byte[] key(@Nullable Object sortable) {
      return directed(SortKey.of(sortable));
    }

    byte[] directed(byte[] key) {
      return direction == Direction.ASCENDING ? key : SortKey.inverted(key);
    }

    String fingerprint() {
      return field.fingerprint() + ":" + direction + ":" + contents;
    }

    @Override
    public String toString() {
      return direction == Direction.ASCENDING ? field.toString() : field + " desc";
    }
  }

  /** What of a field a column holds. */
  public enum Contents {
    VALUE,
    ELEMENTS
  }

  /** The keys of a document; no two are equal. */
  public List<byte[]> keys(Document row) {
    List<byte[]> keys = new ArrayList<>(List.of(new byte[0]));
    for (Column column : columns) {
      List<byte[]> longer = new ArrayList<>();
      for (byte[] part : keys(column, row)) {
        keys.forEach(key -> longer.add(SortKey.joined(key, part)));
      }
      keys = longer;
    }
    return keys;
  }

  /** Whether a column of it is null in the row, so that uniqueness does not bind it. */
  public boolean hasNull(Document row) {
    return columns.stream().anyMatch(column -> column.field().local(row) == null);
  }

  /** What the databases of the entity keep. */
  public IndexSpec spec() {
    String fingerprint =
        columns.stream()
            .map(Column::fingerprint)
            .collect(Collectors.joining(",", FORMAT + ",", ""));
    return new IndexSpec(name, fingerprint, this::keys, group);
  }

  /** Whether one of the columns holds the elements of a collection. */
  boolean hasElements() {
    return columns.stream().anyMatch(column -> column.contents() == Contents.ELEMENTS);
  }

  /** {@code Post(owner, createdAt desc)}. */
  @Override
  public String toString() {
    return entity.name()
        + columns.stream().map(Column::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  private static List<byte[]> keys(Column column, Document row) {
    Field field = column.field();
    if (column.contents() == Contents.VALUE) {
      return List.of(column.key(field.local(row)));
    }
    TreeSet<@Nullable Object> elements = new TreeSet<>(PlainOrder.ORDER);
    elements(row.at(field.documentPath()))
        .forEach(element -> elements.add(field.sortable(element)));
    return elements.stream().map(column::key).toList();
  }

  /** The elements of a stored collection: of a list, or the values of a map. */
  public static Iterable<? extends @Nullable Object> elements(@Nullable Object stored) {
    if (stored instanceof List<?> list) {
      return list;
    }
    return stored instanceof Map<?, ?> map ? map.values() : List.of();
  }
}
