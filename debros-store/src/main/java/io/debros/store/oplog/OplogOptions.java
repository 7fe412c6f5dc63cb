package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

/**
 * How a log is opened.
 *
 * @param referencesCount how many older entries an appended one names; 16 for databases
 * @param limits of what is taken from others in one join
 * @param verifiers threads that check signatures; the caller's alone with {@link VerifierPool#NONE}
 * @param encryption of payloads and entries; {@link Encryption#NONE} by default
 */
public record OplogOptions(
    int referencesCount, JoinLimits limits, VerifierPool verifiers, Encryption encryption) {
  public OplogOptions {
    if (referencesCount < 0) {
      throw new IllegalArgumentException(
          problem("Number of references is negative")
              .at("count", referencesCount)
              .advice("Give 0 or more; databases have 16")
              .toString());
    }
  }

  /** Default limits, and checks on the caller's thread. */
  public static OplogOptions of(int referencesCount) {
    return new OplogOptions(
        referencesCount, JoinLimits.defaults(), VerifierPool.NONE, Encryption.NONE);
  }

  /** These options with other limits. */
  public OplogOptions withLimits(JoinLimits others) {
    return new OplogOptions(referencesCount, others, verifiers, encryption);
  }

  /** These options with other threads for signatures. */
  public OplogOptions withVerifiers(VerifierPool pool) {
    return new OplogOptions(referencesCount, limits, pool, encryption);
  }

  /** These options with other ciphers. */
  public OplogOptions withEncryption(Encryption ciphers) {
    return new OplogOptions(referencesCount, limits, verifiers, ciphers);
  }
}
