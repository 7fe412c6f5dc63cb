package io.debros.jpa.query.plan;

import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.plan.Access.Union;
import io.debros.jpa.query.plan.Condition.Semi;
import java.util.List;

/** Prints a plan, two spaces per level. One thread at a time. */
final class Explanation {
  private final StringBuilder text = new StringBuilder();

  private Explanation() {}

  static String of(Plan plan) {
    Explanation explanation = new Explanation();
    explanation.plan(plan, 0);
    return explanation.text.toString();
  }

  private void plan(Plan plan, int depth) {
    int level = depth;
    if (plan.access() instanceof Access.Nothing) {
      line(level, plan.access().toString());
      return;
    }
    level += page(plan, level);
    level += merge(plan, level);
    level += sort(plan, level);
    if (!plan.residual().equals(Condition.TRUE)) {
      line(level++, "filter " + plan.residual());
    }
    access(plan, plan.access(), level);
    for (Semi semi : plan.semiJoins()) {
      line(level, "with " + semi + " of");
      plan(semi.source(), level + 1);
    }
  }

  private int page(Plan plan, int level) {
    if (plan.offset() == 0 && plan.limit() == Query.UNLIMITED) {
      return 0;
    }
    String limit = plan.limit() == Query.UNLIMITED ? "" : " limit " + plan.limit();
    line(level, "page offset " + plan.offset() + limit);
    return 1;
  }

  private int merge(Plan plan, int level) {
    boolean one = plan.shards().isExact() && plan.order().isByKey();
    if (one) {
      return 0;
    }
    line(level, "merge " + plan.order());
    return 1;
  }

  private int sort(Plan plan, int level) {
    if (plan.isOrdered()) {
      return 0;
    }
    line(
        level,
        plan.needed() == Query.UNLIMITED
            ? "sort by " + plan.order()
            : "top " + plan.needed() + " by " + plan.order());
    return 1;
  }

  private void access(Plan plan, Access access, int level) {
    line(level, (access + "  " + place(plan)).trim());
    if (access instanceof Union union) {
      for (Access branch : union.branches()) {
        branch(branch, level + 1);
      }
    }
  }

  private void branch(Access branch, int level) {
    line(level, branch.toString());
    List<Access> inner = branch instanceof Union union ? union.branches() : List.of();
    inner.forEach(access -> branch(access, level + 1));
  }

  private static String place(Plan plan) {
    Locator locator = plan.locator();
    return locator == null ? plan.shards().toString() : "located by " + locator.attribute();
  }

  private void line(int level, String line) {
    text.append("  ".repeat(level)).append(line).append('\n');
  }
}
