package io.debros.store.oplog;

import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.oplog.JoinLimits.UnknownFields;
import org.jspecify.annotations.Nullable;

/**
 * An identity that entries of one join name as their writer, judged once however many entries name
 * it. Immutable.
 *
 * @param identity null if the block is not an identity
 * @param flaw why all its entries are refused; null if they are not
 */
record JoinWriter(@Nullable Identity identity, Standing standing, @Nullable Flaw flaw) {
  /** Judges an identity: first its own proof, then what it may do. */
  static JoinWriter of(
      Identity identity,
      Identities identities,
      AccessController access,
      UnknownFields unknownFields) {
    if (unknownFields == UnknownFields.REFUSE && identity.hasUnknownFields()) {
      return refused(identity, RefusalReason.BAD_IDENTITY, "unknown fields");
    }
    if (!identities.supports(identity.type())) {
      return refused(identity, RefusalReason.UNKNOWN_IDENTITY_TYPE, "type " + identity.type());
    }
    if (!identities.verify(identity)) {
      return refused(identity, RefusalReason.BAD_IDENTITY, "");
    }
    Standing standing = access.standing(identity);
    return standing == Standing.NEVER
        ? refused(identity, RefusalReason.ACCESS_DENIED, "")
        : new JoinWriter(identity, standing, null);
  }

  /** A block that is here but is no identity. */
  static JoinWriter unreadable(String why) {
    return refused(null, RefusalReason.BAD_IDENTITY, why);
  }

  private static JoinWriter refused(
      @Nullable Identity identity, RefusalReason reason, String detail) {
    return new JoinWriter(identity, Standing.NEVER, Flaw.of(reason, detail));
  }
}
