package io.debros.jpa.query.plan;

import static io.debros.store.error.Problem.problem;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once for each kind of query that it reads all rows, and which index would help. */
final class ScanAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(Planner.class);
  private static final int MAX_KINDS = 1_000;

  private final Set<String> said = ConcurrentHashMap.newKeySet();

  void log(Plan plan) {
    List<Index> helpful = IndexAdvisor.advise(plan, List.of());
    String kind = plan.entity().name() + " " + helpful;
    if (said.size() < MAX_KINDS && said.add(kind)) {
      LOG.warn(
          "{}",
          problem("Query reads all rows of an entity")
              .at("entity", plan.entity().name())
              .advice(
                  helpful.isEmpty()
                      ? "No index can serve it; add a condition that one can"
                      : "Declare the index " + helpful.get(0) + ", or the query in a repository"));
    }
  }
}
