package io.debros.jpa.query.model;

import io.debros.jpa.query.model.Expression.Path;
import java.util.List;

/** What a query returns per row. */
public sealed interface Projection {
  /** The entity itself. */
  Projection ENTITY = new Entity();

  /** Managed entities. */
  record Entity() implements Projection {}

  /** {@code Object[]} with the values of the paths, in this order; at least one. */
  record Values(List<Path> paths) implements Projection {
    public Values {
      paths = List.copyOf(paths);
    }
  }
}
