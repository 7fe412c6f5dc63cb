package io.debros.jpa.query.plan;

import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.plan.Access.ById;
import io.debros.jpa.query.plan.Access.FullScan;
import io.debros.jpa.query.plan.Access.Nothing;
import io.debros.jpa.query.plan.Access.Union;
import io.debros.jpa.query.plan.Condition.And;
import io.debros.jpa.query.plan.Condition.Or;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Picks how the rows of a condition are found: by id, by an index, by several, or by reading all.
 */
final class AccessPicker {
  private final EntityModel entity;
  private final List<Index> indexes;
  private final Wanted wanted;
  private final long needed;

  /**
   * @param indexes of the entity
   * @param wanted order
   * @param needed rows at most, {@link Query#UNLIMITED} for all
   */
  AccessPicker(EntityModel entity, List<Index> indexes, Wanted wanted, long needed) {
    this.entity = entity;
    this.indexes = indexes;
    this.wanted = wanted;
    this.needed = needed;
  }

  /**
   * A way to the rows.
   *
   * @param access to candidates
   * @param residual what is left to check of them
   */
  record Choice(Access access, Condition residual) {}

  Choice pick(Condition where) {
    if (where.equals(Condition.FALSE)) {
      return new Choice(new Nothing(), Condition.TRUE);
    }
    List<Condition> conjuncts = where instanceof And and ? and.parts() : List.of(where);
    Choice byId = byId(conjuncts);
    if (byId != null) {
      return byId;
    }
    Candidate best = bestIndex(conjuncts);
    if (best != null && best.isSelective()) {
      return best.choice();
    }
    Choice union = union(conjuncts);
    if (union != null) {
      return union;
    }
    return best != null ? best.choice() : new Choice(new FullScan(entity.name()), where);
  }

  private @Nullable Choice byId(List<Condition> conjuncts) {
    for (Condition conjunct : conjuncts) {
      IdTest test = IdTest.find(entity, conjunct);
      if (test != null) {
        Condition residual =
            test.isExact() ? without(conjuncts, List.of(conjunct)) : all(conjuncts);
        return new Choice(new ById(entity.name(), test.keys(), conjunct), residual);
      }
    }
    return null;
  }

  private @Nullable Candidate bestIndex(List<Condition> conjuncts) {
    List<ColumnTest> tests = new ArrayList<>();
    for (Condition conjunct : conjuncts) {
      ColumnTest test = ColumnTest.find(conjunct);
      if (test != null) {
        tests.add(test);
      }
    }
    Candidate best = null;
    for (Index index : indexes) {
      Candidate candidate = Candidate.of(index, tests, conjuncts, wanted, needed);
      if (candidate != null && (best == null || candidate.score() > best.score())) {
        best = candidate;
      }
    }
    return best;
  }

  private @Nullable Choice union(List<Condition> conjuncts) {
    for (Condition conjunct : conjuncts) {
      if (conjunct instanceof Or or) {
        Choice union = union(or, conjuncts);
        if (union != null) {
          return union;
        }
      }
    }
    return null;
  }

  /** Only if no branch has to read everything. */
  private @Nullable Choice union(Or or, List<Condition> conjuncts) {
    AccessPicker picker = new AccessPicker(entity, indexes, Wanted.of(List.of()), Query.UNLIMITED);
    List<Access> branches = new ArrayList<>();
    boolean exact = true;
    for (Condition part : or.parts()) {
      Choice choice = picker.pick(part);
      if (choice.access() instanceof FullScan || isOrderOnly(choice.access())) {
        return null;
      }
      branches.add(choice.access());
      exact = exact && choice.residual().equals(Condition.TRUE);
    }
    return new Choice(
        new Union(branches), exact ? without(conjuncts, List.of(or)) : all(conjuncts));
  }

  private static boolean isOrderOnly(Access access) {
    return access instanceof Access.IndexScan scan && scan.conditions().isEmpty();
  }

  static Condition without(List<Condition> conjuncts, List<Condition> covered) {
    return all(conjuncts.stream().filter(conjunct -> !covered.contains(conjunct)).toList());
  }

  private static Condition all(List<Condition> conjuncts) {
    return conjuncts.size() == 1 ? conjuncts.get(0) : new And(conjuncts);
  }
}
