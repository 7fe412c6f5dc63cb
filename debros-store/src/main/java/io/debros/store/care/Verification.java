package io.debros.store.care;

import io.debros.store.manifest.Address;
import io.debros.store.progress.Progress;
import io.debros.store.storage.StorageSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One run of {@link NodeCare#verify}. One thread. */
final class Verification {
  private final CaredNode node;
  private final Map<Address, Reading> readings;
  private final VerifyOptions options;
  private final Cancellable progress;
  private final int partSize;

  Verification(CaredNode node, VerifyOptions options, Progress progress, int partSize) {
    this(node, Reading.ofOpen(node), options, progress, partSize);
  }

  /**
   * @param readings of the databases that were open when the task began
   */
  Verification(
      CaredNode node,
      Map<Address, Reading> readings,
      VerifyOptions options,
      Progress progress,
      int partSize) {
    this.node = node;
    this.readings = readings;
    this.options = options;
    this.progress = new Cancellable(progress);
    this.partSize = partSize;
  }

  VerifyReport run() {
    List<DatabaseReport> databases = new ArrayList<>();
    Findings findings = new Findings(options.maxFindings());
    List<Address> known = node.databases();
    try (StorageSnapshot snapshot = node.context().storage().snapshot();
        InParallel threads = new InParallel(options.threads())) {
      Scope scope = new Scope(node, snapshot, progress, readings);
      for (Address address : wanted(known)) {
        databases.add(verify(scope, address, threads));
      }
      if (options.databases().isEmpty()) {
        new NodeVerification(scope, known, findings).run();
      }
    }
    return new VerifyReport(databases, findings.listed(), findings.omitted());
  }

  private DatabaseReport verify(Scope scope, Address address, InParallel threads) {
    Findings findings = new Findings(options.maxFindings());
    return new DatabaseVerification(scope, address, findings, partSize).run(threads);
  }

  private List<Address> wanted(List<Address> all) {
    return options.databases().isEmpty()
        ? all
        : all.stream().filter(options.databases()::contains).toList();
  }
}
