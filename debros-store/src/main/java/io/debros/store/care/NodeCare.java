package io.debros.store.care;

import java.util.Objects;

/**
 * Looks after the data of one node: checks it and repairs it. Runs beside readers and writers.
 * Thread-safe.
 */
public final class NodeCare {
  private final CaredNode node;

  public NodeCare(CaredNode node) {
    this.node = Objects.requireNonNull(node, "node");
  }

  /**
   * Checks everything that is stored, as it is now: blocks against their hashes, entries with their
   * signatures and identities, links and heads, the index against the log, descriptions, and rows
   * that belong to nobody. Writers and readers go on meanwhile; memory stays bounded. Changes
   * nothing.
   *
   * <p>Not checked: whether writers had access when they wrote, and field indexes that this process
   * was not told the definition of (of these, that their rows belong to live documents).
   *
   * @param progress told on this thread
   * @throws java.util.concurrent.CancellationException if the listener says so
   * @throws io.debros.store.error.StorageException if the storage itself cannot be read
   */
  public VerifyReport verify(VerifyOptions options, Progress progress) {
    return new Verification(node, options, progress, LogVerification.PART).run();
  }

  /**
   * Verifies, makes good what can be made good, and verifies again. What follows from other data is
   * made anew: heads, the index of a log, all indexes, records. Blocks that are missing or damaged
   * come from the source of the options, if it has them. Nothing is invented, and nothing is
   * dropped unless the options ask for it, and then it is put aside.
   *
   * <p>If something was found, all databases of the node are closed first, and nobody can open one
   * meanwhile: open them again afterwards.
   *
   * @param progress told on this thread
   * @throws java.util.concurrent.CancellationException if the listener says so; the next repair
   *     goes on
   * @throws io.debros.store.error.StorageException if the storage itself fails
   */
  public RepairReport repair(RepairOptions options, Progress progress) {
    return new Repair(node, options, progress).run();
  }
}
