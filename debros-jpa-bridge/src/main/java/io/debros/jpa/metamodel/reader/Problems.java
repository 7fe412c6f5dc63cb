package io.debros.jpa.metamodel.reader;

import io.debros.jpa.annotation.InvalidModelException;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.store.error.Problem;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** All that is wrong with the managed classes, so that one start shows everything. */
final class Problems {
  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<String> entities = new HashSet<>();

  void add(String entity, Problem problem) {
    entities.add(entity);
    problems.add(problem.toString());
  }

  /** Whether something is wrong with an entity, so that its model is not whole. */
  boolean concern(EntityModel entity) {
    return entities.contains(entity.name());
  }

  /** Throws one error that lists every problem, in the order found. */
  void throwIfAny() {
    if (problems.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("Managed classes cannot be used as they are:");
    int number = 0;
    for (String problem : problems) {
      text.append("\n  ").append(++number).append(". ").append(problem);
    }
    throw new InvalidModelException(text.toString());
  }
}
