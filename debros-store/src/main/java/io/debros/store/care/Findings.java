package io.debros.store.care;

import io.debros.store.error.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects findings, each once and not too many. Thread-safe. */
final class Findings {
  private final int most;
  private final List<Finding> listed = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private long omitted;

  Findings(int most) {
    this.most = most;
  }

  void add(FindingKind kind, Problem problem) {
    add(kind, problem, kind + problem.toString());
  }

  /** Adds a finding unless one of the same kind about the same thing was listed. */
  synchronized void add(FindingKind kind, Problem problem, String about) {
    if (seen.contains(kind + about)) {
      return;
    }
    if (listed.size() == most) {
      omitted++;
      return;
    }
    seen.add(kind + about);
    listed.add(new Finding(kind, problem));
  }

  synchronized List<Finding> listed() {
    return List.copyOf(listed);
  }

  synchronized long omitted() {
    return omitted;
  }

  synchronized boolean has(FindingKind kind) {
    return listed.stream().anyMatch(finding -> finding.kind() == kind);
  }
}
