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
   * @throws IllegalArgumentException if one is not of that type
   */
  static RangeSplits of(EntityModel model) {
    boolean numeric = SortDomains.isNumeric(model.placement().key());
    List<Object> points =
        model.placement().ranges().stream()
            .map(text -> numeric ? number(model, text) : text)
            .toList();
    return new RangeSplits(SortDomains.of(model.placement().key()), points);
  }

  /** From 0 to the number of split points. */
  int shard(@Nullable Object plain) {
    Object value = domain.sortable(plain);
    int shard = 0;
    while (shard < points.size() && PlainOrder.ORDER.compare(points.get(shard), value) <= 0) {
      shard++;
    }
    return shard;
  }

  private static Object number(EntityModel model, String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          problem("Split point is not a number")
              .at("entity", model.name())
              .at("attribute", model.placement().key().name())
              .at("point", text)
              .advice("Give split points of the attribute's type")
              .toString(),
          e);
    }
  }
}
