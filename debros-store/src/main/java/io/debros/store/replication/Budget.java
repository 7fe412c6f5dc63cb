package io.debros.store.replication;

/** How much of what is not yet part of its log one database may hold, and take on trust. */
final class Budget {
  private final Shared shared;
  private final ReplicationLimits limits;
  private final Ancestry graph;
  private long trusted;
  private long gathered;
  private long idle;

  Budget(Shared shared, Ancestry graph) {
    this.shared = shared;
    this.limits = shared.limits;
    this.graph = graph;
  }

  /** An entry came. */
  void took(long bytes) {
    gathered++;
    trusted += bytes;
  }

  /** An entry became part of the log. */
  void joined() {
    gathered = Math.max(0, gathered - 1);
  }

  /** What leads on was checked. */
  void checked() {
    trusted = 0;
  }

  /** All that came was forgotten; some of it will come again. */
  void forgotten() {
    trusted = 0;
    idle(0);
  }

  /** A new attempt begins. */
  void restarted() {
    gathered = 0;
  }

  /** Whether more may come before what leads on is checked, or something joins. */
  boolean maySpend() {
    return !isFull() && trusted < limits.maxTrustedBytes();
  }

  /** Whether the piece is as large as it may be. */
  boolean isFull() {
    long held = graph.held();
    boolean nodeIsFull = shared.held() >= limits.maxHeldBytes();
    return held >= limits.maxPieceBytes() || (nodeIsFull && held >= limits.maxTrustedBytes());
  }

  /** Whether not even entries that were asked for before can be taken. */
  boolean isOverfull() {
    return graph.held() >= 2 * limits.maxPieceBytes();
  }

  /** Whether not even identities can be taken, which entries that are here wait for. */
  boolean isOverflowing() {
    return graph.held() >= 3 * limits.maxPieceBytes();
  }

  /** Whether more came than any history may have. */
  boolean isEndless() {
    return gathered > limits.maxHistory();
  }

  /**
   * Keeps what is here although nothing can be done with it now.
   *
   * @return false if there is no room for that
   */
  boolean keepIdle() {
    if (shared.idle() - idle + graph.held() > limits.maxIdleBytes()) {
      return false;
    }
    idle(graph.held());
    return true;
  }

  /** There is something to do with what is here. */
  void busy() {
    idle(0);
  }

  private void idle(long bytes) {
    shared.idle(bytes - idle);
    idle = bytes;
  }
}
