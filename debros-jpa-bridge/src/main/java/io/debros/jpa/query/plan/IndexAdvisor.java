package io.debros.jpa.query.plan;

import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.plan.Bounds.Kind;
import io.debros.jpa.query.plan.Condition.And;
import io.debros.jpa.query.plan.Condition.Or;
import io.debros.jpa.query.plan.Index.Column;
import io.debros.jpa.query.plan.Index.Contents;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says which indexes a plan would like to have: equality first, then an interval or the order. */
final class IndexAdvisor {
  private final EntityModel entity;
  private final List<Index> present;
  private final Wanted wanted;
  private final List<Index> advised = new ArrayList<>();

  private IndexAdvisor(EntityModel entity, List<Index> present, Wanted wanted) {
    this.entity = entity;
    this.present = present;
    this.wanted = wanted;
  }

  /** Indexes that the plan lacks; empty if the present ones serve it. */
  static List<Index> advise(Plan plan, List<Index> present) {
    IndexAdvisor advisor = new IndexAdvisor(plan.entity(), present, plan.order());
    advisor.conjunction(plan.where());
    return advisor.advised;
  }

  private void conjunction(Condition where) {
    List<Condition> conjuncts = where instanceof And and ? and.parts() : List.of(where);
    if (where.equals(Condition.FALSE)
        || conjuncts.stream().anyMatch(part -> IdTest.find(entity, part) != null)) {
      return;
    }
    List<ColumnTest> tests = new ArrayList<>();
    for (Condition conjunct : conjuncts) {
      ColumnTest test = ColumnTest.find(conjunct);
      if (test != null) {
        tests.add(test);
      }
    }
    if (tests.isEmpty()) {
      alternatives(conjuncts);
    }
    Design design = design(tests);
    if (!design.columns.isEmpty() && !isServed(tests, conjuncts, design)) {
      advised.add(index(design.columns));
    }
  }

  private void alternatives(List<Condition> conjuncts) {
    for (Condition conjunct : conjuncts) {
      if (conjunct instanceof Or or) {
        IndexAdvisor branches = new IndexAdvisor(entity, present, Wanted.of(List.of()));
        or.parts().forEach(branches::conjunction);
        advised.addAll(branches.advised);
        return;
      }
    }
  }

  private Design design(List<ColumnTest> tests) {
    List<Column> columns = new ArrayList<>();
    for (ColumnTest test : tests) {
      if (test.bounds().kind() != Kind.INTERVAL && !holds(columns, test.field())) {
        if (test.contents() == Contents.ELEMENTS) { // several keys a row: better alone
          Column elements = new Column(test.field(), Direction.ASCENDING, Contents.ELEMENTS);
          return new Design(List.of(elements), 1, false);
        }
        columns.add(Column.of(test.field(), Direction.ASCENDING));
      }
    }
    ColumnTest interval = interval(tests, columns);
    int tested = columns.size() + (interval == null ? 0 : 1);
    List<SortField> order = order(columns, interval);
    if (interval != null && order.isEmpty()) {
      columns.add(Column.of(interval.field(), Direction.ASCENDING));
    }
    order.forEach(field -> columns.add(Column.of(field.field(), direction(field))));
    return new Design(columns, tested, interval == null || !order.isEmpty());
  }

  private static @Nullable ColumnTest interval(List<ColumnTest> tests, List<Column> columns) {
    return tests.stream()
        .filter(test -> test.bounds().kind() == Kind.INTERVAL)
        .filter(test -> !holds(columns, test.field()))
        .findFirst()
        .orElse(null);
  }

  /** The order, if an index can have it behind these columns. */
  private List<SortField> order(List<Column> columns, @Nullable ColumnTest interval) {
    List<SortField> order =
        wanted.fields().stream().filter(field -> !holds(columns, field.field())).toList();
    boolean local = order.stream().allMatch(field -> field.field().next() == null);
    boolean fits =
        interval == null
            || (!order.isEmpty() && order.get(0).field().isSameColumn(interval.field()));
    return local && fits ? order : List.of();
  }

  private Direction direction(SortField field) {
    boolean forward = wanted.keys() == Direction.ASCENDING;
    boolean ascending = field.direction() == Direction.ASCENDING;
    return forward == ascending ? Direction.ASCENDING : Direction.DESCENDING;
  }

  private static boolean holds(List<Column> columns, Field field) {
    return columns.stream().anyMatch(column -> column.field().isSameColumn(field));
  }

  private boolean isServed(List<ColumnTest> tests, List<Condition> conjuncts, Design design) {
    for (Index index : present) {
      Candidate candidate = Candidate.of(index, tests, conjuncts, wanted, 1);
      if (candidate != null && (candidate.isUnique() || isAsGood(candidate, design))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAsGood(Candidate candidate, Design design) {
    return candidate.columnsUsed() >= design.tested && (!design.ordered || candidate.isOrdered());
  }

  private Index index(List<Column> columns) {
    String name =
        columns.stream().map(Column::toString).collect(Collectors.joining(",", "auto:", ""));
    return new Index(name, entity, columns, null);
  }

  /**
   * An index that would serve.
   *
   * @param tested how many columns leave out rows
   * @param ordered whether rows come in the order that is wanted, so that a page needs no others
   */
  private record Design(List<Column> columns, int tested, boolean ordered) {}
}
