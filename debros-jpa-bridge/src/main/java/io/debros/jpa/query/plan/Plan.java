package io.debros.jpa.query.plan;

import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.plan.Condition.And;
import io.debros.jpa.query.plan.Condition.Not;
import io.debros.jpa.query.plan.Condition.Or;
import io.debros.jpa.query.plan.Condition.Semi;
import io.debros.jpa.query.plan.Operand.FieldOperand;
import io.debros.jpa.query.plan.Operand.Placeholder;
import io.debros.jpa.shard.ShardSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a query runs: which databases, how candidates are found there, what is left to check, in
 * which order rows come, which page of them. Immutable, thread-safe.
 */
public final class Plan {
  private final EntityModel entity;
  private final Query query;
  private final Condition where;
  private final Wanted order;
  private final List<Field> projection;
  private final AccessPicker.Choice choice;
  private final Placing placing;
  private final Planner planner;

  Plan(
      EntityModel entity,
      Query query,
      Condition where,
      Wanted order,
      List<Field> projection,
      AccessPicker.Choice choice,
      Placing placing,
      Planner planner) {
    this.entity = entity;
    this.query = query;
    this.where = where;
    this.order = order;
    this.projection = List.copyOf(projection);
    this.choice = choice;
    this.placing = placing;
    this.planner = planner;
  }

  /** Whose rows are read. */
  public EntityModel entity() {
    return entity;
  }

  /** The whole condition, for rows that are not found through {@link #access}. */
  public Condition where() {
    return where;
  }

  /** The total order of the rows. */
  public Wanted order() {
    return order;
  }

  /** Fields that are returned; empty if the entity itself is. */
  public List<Field> projection() {
    return projection;
  }

  /** Whether equal projected rows count once. */
  public boolean isDistinct() {
    return query.distinct() && !projection.isEmpty();
  }

  /** Rows to skip. */
  public long offset() {
    return query.offset();
  }

  /** Rows at most, {@link Query#UNLIMITED} for all. */
  public long limit() {
    return query.limit();
  }

  /** How many rows of each database can matter at most, {@link Query#UNLIMITED} for all. */
  public long needed() {
    return isDistinct() ? Query.UNLIMITED : Wanted.needed(query);
  }

  /** How candidates are found in a database. */
  public Access access() {
    return choice.access();
  }

  /** What is left to check of candidates. */
  public Condition residual() {
    return choice.residual();
  }

  /** Which databases are read, unless {@link #locator} knows better. */
  public ShardSelection shards() {
    return placing.shards();
  }

  /** An index over all databases that tells which of them to read; null if there is none. */
  public @Nullable Locator locator() {
    return placing.locator();
  }

  /** Whether candidates come in the order that is asked for. */
  public boolean isOrdered() {
    Access access = access();
    return access instanceof Access.IndexScan scan
        ? scan.delivers() == Access.Delivery.ORDERED
        : order.isByKey();
  }

  /** Semi-joins whose values have to be found first, each once. */
  public List<Semi> semiJoins() {
    List<Semi> found = new ArrayList<>();
    collect(where, found);
    return found;
  }

  /** Fields of the condition that lie in other entities and are read row by row. */
  public List<Field> lookups() {
    List<Field> found = new ArrayList<>();
    Operands.of(where)
        .forEach(
            operand -> {
              if (operand instanceof FieldOperand field && field.field().next() != null) {
                found.add(field.field());
              }
            });
    return found;
  }

  /** Whether a value is still open, so that the plan cannot run. */
  public boolean hasParameters() {
    return Operands.of(where).stream().anyMatch(Placeholder.class::isInstance)
        || semiJoins().stream().anyMatch(semi -> semi.source().hasParameters());
  }

  /** This plan with the values of all semi-joins known. */
  public Plan bound(Function<Semi, ValueSet> values) {
    return planner.bound(this, values);
  }

  /** A plan for the same rows, all of them and in no order that matters. */
  public Plan unordered() {
    return planner.unordered(this);
  }

  Query query() {
    return query;
  }

  /** The plan as text that is stable for tests; what feeds a line stands below it, indented. */
  public String explain() {
    return Explanation.of(this);
  }

  private static void collect(Condition condition, List<Semi> found) {
    if (condition instanceof And and) {
      and.parts().forEach(part -> collect(part, found));
    } else if (condition instanceof Or or) {
      or.parts().forEach(part -> collect(part, found));
    } else if (condition instanceof Not not) {
      collect(not.part(), found);
    } else if (condition instanceof Semi semi) {
      found.add(semi);
    }
  }

  /** Which databases are read. */
  record Placing(ShardSelection shards, @Nullable Locator locator) {}
}
