package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
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
   * @param blocks that {@link Oplog#decode(byte[])} has read without complaint
   */
  public void prove(Collection<byte[]> blocks) {
    for (byte[] block : blocks) {
      if (signatures.isFull()) {
        return;
      }
      prove(block);
    }
  }

  /** Forgets what was right, unless somebody else goes on; nothing happens the second time. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      signatures.end();
    }
  }

  /** The hash is computed here: it is what is remembered, and trusted. */
  private void prove(byte[] block) {
    if (!Entry.isEncrypted(block)) {
      Entry entry = Entry.stored(Cid.ofDagCbor(block), block, log.options().encryption());
      signatures.isRight(entry.hash(), () -> entry.verify(log.identities()));
    }
  }
}
