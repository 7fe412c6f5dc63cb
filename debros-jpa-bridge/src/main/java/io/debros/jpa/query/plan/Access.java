package io.debros.jpa.query.plan;

import io.debros.jpa.document.IndexRange;
import io.debros.jpa.query.model.Order.Direction;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the candidates of a plan are found in each of its databases. Immutable. */
public sealed interface Access {
  /** There are none. */
  record Nothing() implements Access {
    @Override
    public String toString() {
      return "nothing";
    }
  }

  /** Every row of the database, by key. */
  record FullScan(String entity) implements Access {
    @Override
    public String toString() {
      return "scan " + entity;
    }
  }

  /**
   * Rows by key.
   *
   * @param keys sorted by code point; null while a value is open
   * @param condition that gave them
   */
  record ById(String entity, @Nullable List<String> keys, Condition condition) implements Access {
    @Override
    public String toString() {
      return "by id " + entity + "." + condition;
    }
  }

  /**
   * Ranges of an index.
   *
   * @param index that is read
   * @param ranges in the order of the index, without overlap; null while a value is open
   * @param direction in which each range is read
   * @param delivers whether each range comes in the order that the plan asks for
   * @param repeats whether a row may be found twice
   * @param fixedColumns how many columns have one value in each range
   * @param conditions that every row of the ranges satisfies, as far as the ranges are exact
   * @param orderColumns columns read for their order only
   */
  record IndexScan(
      Index index,
      @Nullable List<IndexRange> ranges,
      Direction direction,
      Delivery delivers,
      Repetition repeats,
      int fixedColumns,
      List<Condition> conditions,
      List<String> orderColumns)
      implements Access {
    @Override
    public String toString() {
      List<String> parts =
          conditions.stream().map(Condition::toString).collect(Collectors.toList());
      parts.addAll(orderColumns);
      String what = parts.isEmpty() ? index.columns().toString() : String.join(", ", parts);
      return "index " + index.entity().name() + "." + what;
    }
  }

  /** Rows that at least one of several ways finds, each once. */
  record Union(List<Access> branches) implements Access {
    public Union {
      branches = List.copyOf(branches);
    }

    @Override
    public String toString() {
      return "union of " + branches.size();
    }
  }

  /** In which order candidates come. */
  enum Delivery {
    ORDERED,
    UNORDERED
  }

  /** Whether a row can be a candidate twice. */
  enum Repetition {
    NEVER,
    POSSIBLE
  }

  /** Whether values are still open, so that the plan can be explained but not run. */
  default boolean isOpen() {
    if (this instanceof ById byId) {
      return byId.keys() == null;
    } else if (this instanceof IndexScan scan) {
      return scan.ranges() == null;
    }
    return this instanceof Union union && union.branches().stream().anyMatch(Access::isOpen);
  }
}
