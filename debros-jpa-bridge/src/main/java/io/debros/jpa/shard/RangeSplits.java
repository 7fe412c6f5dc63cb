package io.debros.jpa.shard;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.document.PlainOrder;
import io.debros.jpa.document.SortDomain;
import io.debros.jpa.metamodel.EntityModel;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ordered split points: a key goes to the shard after the last one that is not above it. */
final class RangeSplits {
  private final SortDomain domain;
  private final List<Object> points;

  private RangeSplits(SortDomain domain, List<Object> points) {
    this.domain = domain;
    this.points = points;
  }

  /**
   * The split points of a model, read as its key attribute's type.
   *
   * @throws IllegalArgumentException if one is not of that type, or they do not ascend
   */
  static RangeSplits of(EntityModel model) {
    SortDomain domain = SortDomains.of(model.placement().key());
    boolean numeric = SortDomains.isNumeric(model.placement().key());
    List<Object> points =
        model.placement().ranges().stream()
            .map(text -> numeric ? number(model, text) : point(domain, text))
            .toList();
    for (int i = 1; i < points.size(); i++) {
      if (PlainOrder.ORDER.compare(points.get(i - 1), points.get(i)) >= 0) {
        throw refused(
            model, model.placement().ranges().get(i), "List split points in ascending order");
      }
    }
    return new RangeSplits(domain, points);
  }

  /**
   * From 0 to the number of split points; rows without a key, or of another kind, go by their
   * order.
   */
  int shard(@Nullable Object plain) {
    Object value = domain.sortable(plain);
    int shard = 0;
    while (shard < points.size() && PlainOrder.ORDER.compare(points.get(shard), value) <= 0) {
      shard++;
    }
    return shard;
  }

  private static Object point(SortDomain domain, String text) {
    Object value = domain.sortable(text);
    return value == null ? text : value;
  }

  private static Object number(EntityModel model, String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw refused(model, text, "Give split points as numbers");
    }
  }

  private static IllegalArgumentException refused(EntityModel model, String point, String advice) {
    return new IllegalArgumentException(
        problem("Split point of a sharded entity is out of place")
            .at("entity", model.name())
            .at("attribute", model.placement().key().name())
            .at("point", point)
            .advice(advice)
            .toString());
  }
}
