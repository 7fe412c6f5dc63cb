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
  private final SignatureMemory signatures;

  EntryCheck(Oplog log) {
    this.log = log;
    this.limits = log.options().limits();
    this.signatures = log.options().verifiers().signatures();
  }

  /** What takes neither an identity nor a signature; cheap. */
  void alone(Pending pending) {
    Flaw flaw = flawOf(pending.entry);
    if (flaw != null) {
      pending.refuse(flaw);
    }
  }

  /** Whether the entry is one of its writer's, and what holds for all of them. */
  void writer(Pending pending, JoinWriter writer) {
    Identity identity = writer.identity();
    pending.standing = writer.standing();
    if (identity != null && !identity.publicKey().equals(pending.entry.key())) {
      pending.refuse(Flaw.of(RefusalReason.FOREIGN_KEY));
    } else if (writer.flaw() != null) {
      pending.refuse(writer.flaw());
    }
  }

  /** The signature. */
  @Override
  public void accept(Pending pending) {
    if (!isSigned(pending.entry)) {
      pending.refuse(Flaw.of(RefusalReason.BAD_SIGNATURE));
    }
  }

  /** What is encrypted as a whole is not remembered: its hash says nothing of the entry inside. */
  private boolean isSigned(Entry entry) {
    return entry.isSealed()
        ? entry.verify(log.identities())
        : signatures.isRight(entry.hash(), () -> entry.verify(log.identities()));
  }

  private @Nullable Flaw flawOf(Entry entry) {
    if (entry.size() > limits.maxEntryBytes()) {
      return Flaw.of(RefusalReason.TOO_LARGE, entry.size() + " bytes");
    }
    if (!entry.logId().equals(log.id())) {
      return Flaw.of(RefusalReason.OTHER_LOG, "log " + entry.logId());
    }
    int links = mostLinks(entry);
    if (links > limits.maxLinks()) {
      return Flaw.of(RefusalReason.TOO_MANY_LINKS, links + " links");
    }
    if (entry.clock().time() < 1 || !entry.clock().id().equals(entry.key())) {
      return Flaw.of(RefusalReason.FOREIGN_CLOCK, "time " + entry.clock().time());
    }
    return null;
  }

  /** The number of links; a higher one if it would be within the limit too. */
  private int mostLinks(Entry entry) {
    int most = entry.size() / EntryFormat.LINK_BYTES;
    return most > limits.maxLinks() ? entry.countLinks() : most;
  }
}
