package io.debros.store.care;

import io.debros.store.manifest.Address;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was found in the data of a node. Immutable.
 *
 * @param databases that were looked at, in the order of the node
 * @param findings that belong to no certain database; empty if only some databases were verified
 * @param omitted of those, because there were too many
 */
public record VerifyReport(List<DatabaseReport> databases, List<Finding> findings, long omitted) {
  public VerifyReport {
    databases = List.copyOf(databases);
    findings = List.copyOf(findings);
  }

  /** Whether nothing was found anywhere. */
  public boolean isClean() {
    return findings.isEmpty()
        && omitted == 0
        && databases.stream().allMatch(DatabaseReport::isClean);
  }

  /** Everything that is listed, of the databases first. */
  public List<Finding> all() {
    return Stream.concat(
            databases.stream().flatMap(database -> database.findings().stream()), findings.stream())
        .toList();
  }

  /** How many findings are not listed, those of the databases included. */
  public long allOmitted() {
    return omitted + databases.stream().mapToLong(DatabaseReport::omitted).sum();
  }

  /** The report of a database; null if it was not looked at. */
  public @Nullable DatabaseReport find(Address address) {
    return databases.stream()
        .filter(database -> database.address().equals(address))
        .findFirst()
        .orElse(null);
  }
}
