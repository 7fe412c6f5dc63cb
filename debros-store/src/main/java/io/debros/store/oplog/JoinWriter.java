package io.debros.store.oplog;

import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import org.jspecify.annotations.Nullable;

/**
 * An identity that entries of one join name as their writer: read once, and judged once however
 * many entries name it. Thread-safe.
 */
final class JoinWriter {
  private final @Nullable Identity identity;
  private final String trouble;
  private @Nullable Verdict verdict;

  private JoinWriter(@Nullable Identity identity, String trouble) {
    this.identity = identity;
    this.trouble = trouble;
  }

  /**
   * What holds for every entry of the writer.
   *
   * @param flaw why all of them are refused; null if they are not
   */
  record Verdict(Standing standing, @Nullable Flaw flaw) {}

  static JoinWriter of(Identity identity) {
    return new JoinWriter(identity, "");
  }

  /** A block that is here but is no identity. */
  static JoinWriter unreadable(String why) {
    return new JoinWriter(null, why);
  }

  /** Null if the block is not an identity. */
  @Nullable Identity identity() {
    return identity;
  }

  /** Computed by the first thread that asks; the others wait for it. */
  synchronized Verdict verdict(Oplog log) {
    Verdict known = verdict;
    if (known == null) {
      known = judge(log.identities(), log.access());
      verdict = known;
    }
    return known;
  }

  private Verdict judge(Identities identities, AccessController access) {
    if (identity == null) {
      return refused(Flaw.of(RefusalReason.BAD_IDENTITY, trouble));
    }
    if (!identities.supports(identity.type())) {
      return refused(Flaw.of(RefusalReason.UNKNOWN_IDENTITY_TYPE, "type " + identity.type()));
    }
    if (!identities.verify(identity)) {
      return refused(Flaw.of(RefusalReason.BAD_IDENTITY));
    }
    Standing standing = access.standing(identity);
    return standing == Standing.NEVER
        ? refused(Flaw.of(RefusalReason.ACCESS_DENIED))
        : new Verdict(standing, null);
  }

  private static Verdict refused(Flaw flaw) {
    return new Verdict(Standing.NEVER, flaw);
  }
}
