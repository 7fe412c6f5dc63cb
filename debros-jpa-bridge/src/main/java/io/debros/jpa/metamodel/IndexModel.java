package io.debros.jpa.metamodel;

import java.util.List;

/**
 * An index that the entity declares.
 *
 * @param name unique within the entity
 * @param columns most significant first
 * @param unique whether no two rows may have the same values; rows with a null among them are free
 */
public record IndexModel(String name, List<Column> columns, boolean unique) {
  public IndexModel {
    columns = List.copyOf(columns);
  }

  /**
   * One column of an index.
   *
   * @param path to a single value or an owning to-one; crosses no association
   * @param descending largest first
   */
  public record Column(PropertyPath path, boolean descending) {}
}
