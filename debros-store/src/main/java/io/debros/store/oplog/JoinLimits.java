package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

/**
 * What a log takes from others in one join, so that no peer can fill memory or wreck a clock.
 * Immutable, thread-safe.
 *
 * @param maxAncestors how many entries one join fetches besides those given
 * @param maxFetchedBytes how many bytes of entries one join fetches and holds, and how many of
 *     identities (of these at least 1 MiB)
 * @param maxClockJump by how much the time of an entry may exceed the times of its {@code next}. An
 *     honest writer exceeds the latest by 1; this is room for other software
 * @param maxEntryBytes largest block of an entry
 * @param maxLinks most hashes in {@code next} and {@code refs} of one entry together
 * @param unknownFields what becomes of entries with fields that OrbitDB 4 does not have, and of
 *     those whose identity has some
 */
public record JoinLimits(
    int maxAncestors,
    long maxFetchedBytes,
    long maxClockJump,
    int maxEntryBytes,
    int maxLinks,
    UnknownFields unknownFields) {
  private static final JoinLimits DEFAULTS =
      new JoinLimits(100_000, 64 << 20, 1 << 20, Entry.MAX_BYTES, 16_384, UnknownFields.REFUSE);

  /**
   * What becomes of an entry that has a field beside the nine known ones, or names an identity with
   * one beside its five.
   */
  public enum UnknownFields {
    /** Refuse it. Such a field would be unsigned: anyone could mint copies of the entry with it. */
    REFUSE,
    /** Take it as JavaScript does, and keep the field; the signature does not cover it. */
    KEEP
  }

  public JoinLimits {
    requirePositive("maxAncestors", maxAncestors);
    requirePositive("maxFetchedBytes", maxFetchedBytes);
    requirePositive("maxClockJump", maxClockJump);
    requirePositive("maxEntryBytes", maxEntryBytes);
    requirePositive("maxLinks", maxLinks);
    if (maxEntryBytes > Entry.MAX_BYTES) {
      throw new IllegalArgumentException(
          problem("Limit is larger than what IPFS carries")
              .at("maxEntryBytes", maxEntryBytes)
              .at("largest", Entry.MAX_BYTES)
              .advice("Give at most the largest")
              .toString());
    }
  }

  /**
   * 100,000 ancestors, 64 MiB, jumps of 2^20, entries of 2 MiB, 16,384 links, no unknown fields.
   */
  public static JoinLimits defaults() {
    return DEFAULTS;
  }

  /** These limits with another number of ancestors. */
  public JoinLimits withMaxAncestors(int ancestors) {
    return new JoinLimits(
        ancestors, maxFetchedBytes, maxClockJump, maxEntryBytes, maxLinks, unknownFields);
  }

  /** These limits with another number of bytes to fetch. */
  public JoinLimits withMaxFetchedBytes(long bytes) {
    return new JoinLimits(
        maxAncestors, bytes, maxClockJump, maxEntryBytes, maxLinks, unknownFields);
  }

  /** These limits with another jump of clocks. */
  public JoinLimits withMaxClockJump(long jump) {
    return new JoinLimits(
        maxAncestors, maxFetchedBytes, jump, maxEntryBytes, maxLinks, unknownFields);
  }

  /** These limits with another number of links. */
  public JoinLimits withMaxLinks(int links) {
    return new JoinLimits(
        maxAncestors, maxFetchedBytes, maxClockJump, maxEntryBytes, links, unknownFields);
  }

  /** These limits with another answer to unknown fields. */
  public JoinLimits withUnknownFields(UnknownFields answer) {
    return new JoinLimits(
        maxAncestors, maxFetchedBytes, maxClockJump, maxEntryBytes, maxLinks, answer);
  }

  private static void requirePositive(String limit, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          problem("Limit is not positive")
              .at("limit", limit)
              .at("value", value)
              .advice("Give 1 or more")
              .toString());
    }
  }
}
