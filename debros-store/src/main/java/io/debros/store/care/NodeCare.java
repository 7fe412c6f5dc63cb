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

  /** The node that is looked after. */
  CaredNode node() {
    return node;
  }
}
