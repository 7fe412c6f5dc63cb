package io.debros.jpa.query.plan;

import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Order.TextCase;
import io.debros.jpa.query.model.Projection;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.plan.AccessPicker.Choice;
import io.debros.jpa.query.plan.Condition.And;
import io.debros.jpa.query.plan.Condition.In;
import io.debros.jpa.query.plan.Condition.Not;
import io.debros.jpa.query.plan.Condition.Or;
import io.debros.jpa.query.plan.Condition.Semi;
import io.debros.jpa.query.plan.Operand.FieldOperand;
import io.debros.jpa.query.plan.Plan.Placing;
import io.debros.jpa.shard.ShardRouter;
import io.debros.jpa.shard.ShardSelection;
import java.util.List;
import java.util.function.Function;

/** Makes plans of queries. Reads no documents. Thread-safe. */
public final class Planner {
  private final Metamodel metamodel;
  private final IndexCatalog catalog;
  private final ShardRouter router;
  private final Literals literals;
  private final ScanAdvice advice = new ScanAdvice();

  /**
   * @param catalog of the indexes that the router's databases keep
   * @param router that finds databases when a plan runs
   */
  public Planner(Metamodel metamodel, IndexCatalog catalog, ShardRouter router) {
    this.metamodel = metamodel;
    this.catalog = catalog;
    this.router = router;
    this.literals = new Literals();
  }

  /**
   * The plan of a query. A query that has to read all rows of an entity to find some is logged
   * once, with the index that would help.
   *
   * @throws IllegalArgumentException for an unknown entity or attribute (naming the nearest known
   *     one), a value that does not fit its attribute, or an operator that it does not have
   */
  public Plan plan(Query query) {
    Plan plan = planned(query);
    if (plan.access() instanceof Access.FullScan && !isWanted(plan)) {
      advice.log(plan);
    }
    return plan;
  }

  /** All rows, or all rows of an owner: there is nothing to be left out. */
  private static boolean isWanted(Plan plan) {
    boolean single = !(plan.where() instanceof And) && !(plan.where() instanceof Or);
    return plan.where().equals(Condition.TRUE) || (single && plan.shards().owners() != null);
  }

  /**
   * Checks a query that will run often and makes sure that indexes serve it, also for entities on
   * its way. Idempotent; builds a missing index in the databases that are here.
   *
   * @param query may hold parameters
   */
  public void declare(Query query) {
    declare(planned(query));
  }

  private void declare(Plan plan) {
    if (catalog.add(plan.entity(), IndexAdvisor.advise(plan, catalog.indexes(plan.entity())))) {
      router.refresh(plan.entity());
    }
    plan.semiJoins().forEach(semi -> declare(semi.source()));
  }

  Plan bound(Plan plan, Function<Semi, ValueSet> values) {
    Condition where = Simplifier.simple(bound(plan.where(), values));
    return placed(plan.entity(), plan.query(), where, plan.order(), plan.projection());
  }

  Plan unordered(Plan plan) {
    Query query = plan.query().withOrders(List.of()).withPage(0, Query.UNLIMITED);
    return placed(plan.entity(), query, plan.where(), Wanted.of(List.of()), plan.projection());
  }

  private Plan planned(Query query) {
    EntityModel entity = metamodel.entity(query.entity());
    Resolver resolver = new Resolver(entity, literals, new SemiJoins(this::planned));
    Condition where = Simplifier.simple(resolver.condition(Normalizer.normal(query.where())));
    Wanted order = Wanted.of(query.orders().stream().map(key -> sortField(resolver, key)).toList());
    return placed(entity, query, where, order, projection(entity, query));
  }

  private Plan placed(
      EntityModel entity, Query query, Condition where, Wanted order, List<Field> projection) {
    boolean distinct = query.distinct() && !projection.isEmpty();
    long needed = distinct ? Query.UNLIMITED : Wanted.needed(query);
    Choice choice = new AccessPicker(entity, catalog.indexes(entity), order, needed).pick(where);
    ShardSelection shards = router.select(entity, new FixedValues(entity).of(where));
    Locator locator =
        shards.isExact() ? null : Locating.find(entity, choice.access(), router.names());
    return new Plan(
        entity, query, where, order, projection, choice, new Placing(shards, locator), this);
  }

  private SortField sortField(Resolver resolver, Order key) {
    Field field = resolver.field(key.path());
    if (key.textCase() == TextCase.IGNORED) {
      literals.requireText(field, "ignore case");
      field = field.ignoringCase();
    }
    return new SortField(field, key.direction(), key.nulls());
  }

  private static List<Field> projection(EntityModel entity, Query query) {
    return query.projection() instanceof Projection.Values values
        ? values.paths().stream()
            .map(path -> Field.of(entity, entity.resolve(path.steps())))
            .toList()
        : List.of();
  }

  private static Condition bound(Condition condition, Function<Semi, ValueSet> values) {
    if (condition instanceof And and) {
      return new And(and.parts().stream().map(part -> bound(part, values)).toList());
    } else if (condition instanceof Or or) {
      return new Or(or.parts().stream().map(part -> bound(part, values)).toList());
    } else if (condition instanceof Not not) {
      return new Not(bound(not.part(), values));
    } else if (condition instanceof Semi semi) {
      return new In(new FieldOperand(semi.field()), values.apply(semi));
    }
    return condition;
  }
}
