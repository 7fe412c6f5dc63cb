package io.debros.store.oplog;

/** Why an entry stays out of a log. */
public enum RefusalReason {
  /** The block is not canonical dag-cbor, or not an entry of version 2 with the known fields. */
  MALFORMED(
      Kind.FINAL,
      "Block is not an entry",
      "Keep it out: no honest writer of OrbitDB 4 makes such an entry"),

  /** The block is encrypted as a whole, and this log lacks the key. */
  UNDECRYPTABLE(
      Kind.MAY_CHANGE,
      "Entry is encrypted and cannot be decrypted here",
      "Open the log with the cipher for replication that its writers use"),

  /** The block is larger than {@link JoinLimits#maxEntryBytes()}. */
  TOO_LARGE(
      Kind.FINAL, "Entry is too large", "Ask its writer for smaller entries, or raise the limit"),

  /** More {@code next} and {@code refs} than {@link JoinLimits#maxLinks()}. */
  TOO_MANY_LINKS(
      Kind.FINAL,
      "Entry links to too many others",
      "Ask its writer to merge heads more often, or raise the limit"),

  /** The entry carries the id of another log. */
  OTHER_LOG(Kind.FINAL, "Entry belongs to another log", "Offer it to the log that it names"),

  /** The time is 0, or the id of the clock is not the key of the entry. */
  FOREIGN_CLOCK(
      Kind.FINAL,
      "Clock of entry is not one of its writer",
      "Keep it out, and what builds on it: it is forged"),

  /** The time is not later than the times of all {@code next}. */
  CLOCK_BACKWARDS(
      Kind.FINAL,
      "Clock of entry does not exceed the clocks of its next",
      "Keep it out, and what builds on it: it is forged"),

  /** The time is later than those of {@code next} by more than {@link JoinLimits#maxClockJump}. */
  CLOCK_JUMP(
      Kind.FINAL,
      "Clock of entry jumps too far ahead of its next",
      "Keep it out, and what builds on it: it would use up the clock of the log"),

  /** The block of the identity is not one, or its signatures do not prove it. */
  BAD_IDENTITY(
      Kind.FINAL,
      "Identity of entry does not verify",
      "Keep the entry out, and what builds on it: its writer is not who it says"),

  /** No provider for this type of identity is registered here. */
  UNKNOWN_IDENTITY_TYPE(
      Kind.MAY_CHANGE,
      "Identity of entry is of an unknown type",
      "Register a provider of that type, and offer the entry again"),

  /** The entry is signed with another key than that of the identity it names. */
  FOREIGN_KEY(
      Kind.FINAL,
      "Key of entry is not the key of its identity",
      "Keep it out, and what builds on it: it is forged (JavaScript peers accept such entries)"),

  /** The signature is not one of the entry's key over the entry. */
  BAD_SIGNATURE(
      Kind.FINAL,
      "Signature of entry does not match",
      "Keep it out, and what builds on it: it is forged or damaged"),

  /** The writer may not append, and never could. */
  ACCESS_DENIED(
      Kind.MAY_CHANGE,
      "Identity may not append to this log",
      "Add the identity to the access controller, or open a log that it may write"),

  /** The writer may not append any more, and nobody who may has built on the entry. */
  ACCESS_REVOKED(
      Kind.MAY_CHANGE,
      "Identity may not append to this log any more",
      "Grant it access again, or offer what an allowed writer appended to the entry"),

  /** The source gave bytes with another hash than the one asked for. */
  WRONG_BLOCK(
      Kind.MAY_CHANGE,
      "Source gave another block than the one asked for",
      "Get the block from another peer or a file; this source is damaged or lies"),

  /** Blocks that the entry builds on are nowhere. No verdict: offer it again with them. */
  INCOMPLETE(
      Kind.MAY_CHANGE,
      "Entry builds on blocks that are missing",
      "Get the missing blocks from peers or a file, and offer the entry again"),

  /** More ancestors are missing than one join fetches. No verdict: join the older ones first. */
  TOO_MANY_ANCESTORS(
      Kind.MAY_CHANGE,
      "Entry has more missing ancestors than one join fetches",
      "Join older entries first, in pieces, or raise the limit");

  private enum Kind {
    FINAL,
    MAY_CHANGE
  }

  private final Kind kind;
  private final String sentence;
  private final String advice;

  RefusalReason(Kind kind, String sentence, String advice) {
    this.kind = kind;
    this.sentence = sentence;
    this.advice = advice;
  }

  /**
   * Whether offering the same entry to the same log again can only end the same way. Otherwise a
   * missing block, a grant or another source may change the answer.
   */
  public boolean isFinal() {
    return kind == Kind.FINAL;
  }

  /** Whether the entry may be sound: blocks that it builds on are not here. */
  boolean isAbsence() {
    return this == INCOMPLETE || this == TOO_MANY_ANCESTORS;
  }

  String sentence() {
    return sentence;
  }

  String advice() {
    return advice;
  }
}
