package io.debros.store.oplog;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Checks signatures of entries before they join, so that their join need not: what was found right
 * is remembered until this is closed, and everything else about an entry is checked by the join
 * whatever this found. Thread-safe.
 */
public final class Proofs implements AutoCloseable {
  private final Oplog log;
  private final SignatureMemory signatures;
  private final AtomicBoolean closed = new AtomicBoolean();

  Proofs(Oplog log) {
    this.log = log;
    this.signatures = log.options().verifiers().signatures();
    signatures.begin();
  }

  /**
   * Checks signatures, on this thread alone: other cores have the fetching to do. Those of blocks
   * that are encrypted as a whole are left to the join, and all are while as many as there may be
   * are remembered.
   *
   * @param entries that {@link Oplog#decode} has read; nothing else is known of them
   */
  public void prove(Collection<Entry> entries) {
    for (Entry entry : entries) {
      if (signatures.isFull()) {
        return;
      }
      if (!entry.isSealed()) {
        signatures.isRight(entry.hash(), () -> entry.verify(log.identities()));
      }
    }
  }

  /** Forgets what was right, unless somebody else goes on; nothing happens the second time. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      signatures.end();
    }
  }
}
