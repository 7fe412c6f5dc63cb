package io.debros.store.care;

import io.debros.store.manifest.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in one database. Immutable.
 *
 * @param address of the database
 * @param name in its manifest; null if that cannot be read
 * @param entries in the index of its log
 * @param rows live keys; -1 if the index could not be compared with the log
 * @param unreadable encrypted entries whose key is not in the ring of the node, because it was
 *     forgotten or never here; no fault
 * @param findings in the order in which they were found; empty if all is well
 * @param omitted findings that are not listed, because there were too many
 */
public record DatabaseReport(
    Address address,
    @Nullable String name,
    long entries,
    long rows,
    long unreadable,
    List<Finding> findings,
    long omitted) {
  public DatabaseReport {
    findings = List.copyOf(findings);
  }

  /** Whether nothing was found. */
  public boolean isClean() {
    return findings.isEmpty() && omitted == 0;
  }
}
