package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.manifest.Address;
import java.util.Set;

/**
 * What to verify, and how. Immutable.
 *
 * @param databases to look at; empty (the default) for all, and for what belongs to none
 * @param threads that check signatures; the number of cores by default
 * @param maxFindings to be listed for each database; 1,000 by default
 */
public record VerifyOptions(Set<Address> databases, int threads, int maxFindings) {
  private static final int MAX_FINDINGS = 1000;

  public VerifyOptions {
    if (threads < 1 || maxFindings < 1) {
      throw new IllegalArgumentException(
          problem("Number of threads or findings is below 1")
              .at("threads", threads)
              .at("maxFindings", maxFindings)
              .advice("Give 1 or more")
              .toString());
    }
    databases = Set.copyOf(databases);
  }

  /** Everything, on all cores. */
  public static VerifyOptions defaults() {
    return new VerifyOptions(Set.of(), Runtime.getRuntime().availableProcessors(), MAX_FINDINGS);
  }

  /** These options for some databases only. */
  public VerifyOptions withDatabases(Set<Address> some) {
    return new VerifyOptions(some, threads, maxFindings);
  }

  /** These options with another number of threads. */
  public VerifyOptions withThreads(int number) {
    return new VerifyOptions(databases, number, maxFindings);
  }

  /** These options with another number of findings that are listed. */
  public VerifyOptions withMaxFindings(int number) {
    return new VerifyOptions(databases, threads, number);
  }
}
