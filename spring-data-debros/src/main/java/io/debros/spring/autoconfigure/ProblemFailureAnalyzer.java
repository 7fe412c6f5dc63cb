package io.debros.spring.autoconfigure;

import io.debros.jpa.InvalidSettingException;
import io.debros.jpa.annotation.InvalidModelException;
import io.debros.spring.repository.query.InvalidQueryMethodException;
import io.debros.store.error.DebrosException;
import io.debros.store.error.Problem;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints what failed the start, where, and what to do, instead of a stack trace. */
class ProblemFailureAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {
  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, RuntimeException outermost) {
    DebrosException refused = findCause(root, DebrosException.class);
    if (refused != null) {
      return analysis(refused.problem(), refused);
    }
    InvalidQueryMethodException method = findCause(root, InvalidQueryMethodException.class);
    if (method != null) {
      return analysis(method.problem(), method);
    }
    InvalidSettingException setting = findCause(root, InvalidSettingException.class);
    if (setting != null) {
      return analysis(setting.problem(), setting);
    }
    InvalidModelException model = findCause(root, InvalidModelException.class);
    return model == null ? null : new FailureAnalysis(model.getMessage(), null, model);
  }

  private static @Nullable FailureAnalysis analysis(@Nullable Problem problem, Throwable cause) {
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
