package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.context.PersistenceContext;
import io.debros.jpa.mapping.ValueCodec;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.metamodel.PropertyPath;
import io.debros.jpa.query.exec.Rows;
import io.debros.jpa.query.model.Projection;
import io.debros.jpa.query.model.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes results of rows: managed entities, or arrays of values as the attributes hold them. */
final class RowHydrator {
  private final EntityModel model;
  private final PersistenceContext context;
  private final @Nullable List<Column> columns;

  /**
   * For one query.
   *
   * @throws IllegalArgumentException if it projects an attribute that is no single value
   */
  RowHydrator(Metamodel metamodel, Query query, PersistenceContext context) {
    this.model = metamodel.entity(query.entity());
    this.context = context;
    this.columns =
        query.projection() instanceof Projection.Values values
            ? values.paths().stream().map(path -> column(model.resolve(path.steps()))).toList()
            : null;
  }

  /** The result of the present row. */
  Object hydrate(Rows rows) {
    if (columns == null) {
      return context.managed(model, rows.document());
    }
    List<@Nullable Object> stored = rows.values();
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(columns.get(i).value(stored.get(i), context));
    }
    return values.toArray();
  }

  private Column column(PropertyPath path) {
    AttributeModel leaf = path.leaf();
    if (leaf.kind() instanceof Basic) {
      return new Column(ValueCodec.of(leaf), null);
    }
    if (leaf.kind() instanceof ToOne toOne && toOne.isOwning()) {
      return new Column(ValueCodec.of(leaf), toOne.target());
    }
    throw new IllegalArgumentException(
        problem("Only single values can be projected")
            .at("entity", model.name())
            .at("path", path.dotted())
            .advice("Project its parts, or the entity")
            .toString());
  }

  /**
   * One projected path.
   *
   * @param target whom the value refers to; null if it is a plain value
   */
  private record Column(ValueCodec codec, @Nullable EntityModel target) {

    @Nullable Object value(@Nullable Object stored, PersistenceContext context) {
      Object value = codec.fromDocument(stored);
      return target == null || value == null ? value : context.reference(target, value);
    }
  }
}
