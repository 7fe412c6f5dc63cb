package io.debros.spring.repository.query;

import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.model.Order.Nulls;
import io.debros.jpa.query.model.Order.TextCase;
import java.util.List;
import org.springframework.data.domain.Sort;

/** Spring Data's sort as the query model's orders. */
public final class Sorts {
  private Sorts() {}

  /**
   * The orders, most significant first. Without a word on nulls they come first ascending and last
   * descending.
   *
   * @throws org.springframework.data.core.PropertyReferenceException for an unknown property,
   *     naming similar ones
   */
  public static List<Order> orders(Sort sort, Class<?> entity) {
    return sort.stream().map(order -> order(order, entity)).toList();
  }

  private static Order order(Sort.Order order, Class<?> entity) {
    return new Order(
        Paths.of(MethodName.path(order.getProperty(), entity)),
        order.isAscending() ? Direction.ASCENDING : Direction.DESCENDING,
        nulls(order),
        order.isIgnoreCase() ? TextCase.IGNORED : TextCase.SENSITIVE);
  }

  private static Nulls nulls(Sort.Order order) {
    return switch (order.getNullHandling()) {
      case NULLS_FIRST -> Nulls.FIRST;
      case NULLS_LAST -> Nulls.LAST;
      case NATIVE -> order.isAscending() ? Nulls.FIRST : Nulls.LAST;
    };
  }
}
