package io.debros.spring.autoconfigure;

import static io.debros.store.error.Problem.problem;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What a failed start prints. */
class ProblemFailureAnalyzerTest {
  @Test
  void problem_any_isPrintedInThreeParts() {
    RuntimeException failure =
        new IllegalStateException(
            new UnknownKeyException(
                problem("Unknown setting")
                    .at("key", "debros.x")
                    .at("origin", "line 3")
                    .advice("Remove it")));

    FailureAnalysis analysis = new ProblemFailureAnalyzer().analyze(failure);

    assertThat(analysis.getDescription())
        .isEqualTo("Unknown setting:\n    key: debros.x\n    origin: line 3");
    assertThat(analysis.getAction()).isEqualTo("Remove it.");
  }

  @Test
  void failure_other_isLeftToOthers() {
    assertThat(new ProblemFailureAnalyzer().analyze(new IllegalStateException("x"))).isNull();
  }
}
