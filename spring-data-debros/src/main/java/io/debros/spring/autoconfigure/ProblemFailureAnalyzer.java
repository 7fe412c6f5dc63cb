package io.debros.spring.autoconfigure;

import io.debros.store.error.DebrosException;
import io.debros.store.error.Problem;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints what failed the start, where, and what to do, instead of a stack trace. */
class ProblemFailureAnalyzer extends AbstractFailureAnalyzer<DebrosException> {
  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, DebrosException cause) {
    Problem problem = cause.problem();
    if (problem == null) {
      return null;
    }
    String details =
        problem.details().entrySet().stream()
            .map(detail -> "\n    " + detail.getKey() + ": " + detail.getValue())
            .collect(Collectors.joining());
    return new FailureAnalysis(
        problem.sentence() + (details.isEmpty() ? "." : ":" + details),
        problem.advice().isEmpty() ? null : problem.advice() + ".",
        cause);
  }
}
