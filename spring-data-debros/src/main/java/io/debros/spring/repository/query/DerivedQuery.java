package io.debros.spring.repository.query;

import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.And;
import io.debros.jpa.query.model.Predicate.Or;
import io.debros.jpa.query.model.Query;
import java.util.ArrayList;
import java.util.List;
import org.springframework.data.core.PropertyReferenceException;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.query.ParametersParameterAccessor;
import org.springframework.data.repository.query.parser.Part;
import org.springframework.data.repository.query.parser.PartTree;

/** A parsed and checked method name, which makes one {@link Query} a call. Immutable. */
final class DerivedQuery {
  private final DebrosQueryMethod method;
  private final PartTree tree;
  private final List<Order> orders;

  /**
   * @throws IllegalArgumentException if the name, the parameters, or their types do not fit the
   *     entity
   */
  DerivedQuery(DebrosQueryMethod method) {
    this.method = method;
    this.tree = MethodName.parse(method);
    PartChecks.check(method, tree);
    this.orders = staticOrders();
  }

  /** The query with places for values and without a page. */
  Query declared() {
    return query(new DeclaredArguments(method.getParameters()));
  }

  /** The query of one call, with its order and page. */
  Query bound(ParametersParameterAccessor accessor) {
    RowWindow window = window(accessor);
    List<Order> all = new ArrayList<>(orders);
    all.addAll(Sorts.orders(accessor.getSort(), method.entity()));
    return query(new BoundArguments(accessor))
        .withOrders(all)
        .withPage(window.offset(), window.limit());
  }

  /** The rows that one call asks for. */
  RowWindow window(ParametersParameterAccessor accessor) {
    boolean limited = accessor.getParameters().hasLimitParameter();
    return RowWindow.of(
        accessor.getParameters().hasPageableParameter()
            ? accessor.getPageable()
            : Pageable.unpaged(),
        tree.getResultLimit(),
        limited ? accessor.getLimit() : Limit.unlimited());
  }

  boolean isCount() {
    return tree.isCountProjection();
  }

  boolean isExists() {
    return tree.isExistsProjection();
  }

  boolean isDelete() {
    return tree.isDelete();
  }

  private Query query(Arguments arguments) {
    return Query.of(method.entity())
        .withWhere(where(arguments))
        .withOrders(orders)
        .withDistinct(tree.isDistinct());
  }

  private Predicate where(Arguments arguments) {
    List<Predicate> alternatives = new ArrayList<>();
    for (PartTree.OrPart alternative : tree) {
      List<Predicate> conditions = new ArrayList<>();
      for (Part part : alternative) {
        conditions.add(PartPredicate.of(part, arguments));
      }
      alternatives.add(conditions.size() == 1 ? conditions.get(0) : new And(conditions));
    }
    return switch (alternatives.size()) {
      case 0 -> Predicate.TRUE;
      case 1 -> alternatives.get(0);
      default -> new Or(alternatives);
    };
  }

  private List<Order> staticOrders() {
    Sort sort = tree.getSort();
    try {
      return Sorts.orders(sort, method.entity());
    } catch (PropertyReferenceException unknown) {
      throw MethodName.refusal(method, unknown);
    }
  }
}
