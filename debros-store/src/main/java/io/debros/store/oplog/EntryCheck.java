package io.debros.store.oplog;

import io.debros.store.identity.Identity;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of an entry whatever it builds on. Writes what it finds into the {@link Pending};
 * different ones may be checked on different threads at once.
 */
final class EntryCheck implements Consumer<Pending> {
  private final Oplog log;
  private final JoinLimits limits;

  EntryCheck(Oplog log) {
    this.log = log;
    this.limits = log.options().limits();
  }

  /** What takes neither an identity nor a signature; cheap. */
  void alone(Pending pending) {
    Flaw flaw = flawOf(pending.entry);
    if (flaw != null) {
      pending.refuse(flaw);
      pending.checked = true;
    }
  }

  /** Everything else: the writer, and the signature. Nothing if that was done before. */
  @Override
  public void accept(Pending pending) {
    JoinWriter writer = pending.writer;
    if (pending.checked || writer == null) {
      return;
    }
    Flaw flaw = flawOf(pending.entry, writer);
    if (flaw != null) {
      pending.refuse(flaw);
    }
    pending.standing = writer.verdict(log).standing();
    pending.checked = true;
  }

  private @Nullable Flaw flawOf(Entry entry) {
    if (entry.size() > limits.maxEntryBytes()) {
      return Flaw.of(RefusalReason.TOO_LARGE, entry.size() + " bytes");
    }
    if (!entry.logId().equals(log.id())) {
      return Flaw.of(RefusalReason.OTHER_LOG, "log " + entry.logId());
    }
    int links = entry.countLinks();
    if (links > limits.maxLinks()) {
      return Flaw.of(RefusalReason.TOO_MANY_LINKS, links + " links");
    }
    if (entry.clock().time() < 1 || !entry.clock().id().equals(entry.key())) {
      return Flaw.of(RefusalReason.FOREIGN_CLOCK, "time " + entry.clock().time());
    }
    return null;
  }

  private @Nullable Flaw flawOf(Entry entry, JoinWriter writer) {
    JoinWriter.Verdict verdict = writer.verdict(log);
    Identity identity = writer.identity();
    if (identity != null && !identity.publicKey().equals(entry.key())) {
      return Flaw.of(RefusalReason.FOREIGN_KEY);
    }
    if (verdict.flaw() != null) {
      return verdict.flaw();
    }
    return entry.verify(log.identities()) ? null : Flaw.of(RefusalReason.BAD_SIGNATURE);
  }
}
