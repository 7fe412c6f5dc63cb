package io.debros.store.replication;

import static io.debros.store.error.Problem.problem;

/**
 * What replication takes from peers at a time, so that none can fill memory or make a node fetch
 * without end. Immutable, thread-safe.
 *
 * @param maxOutstanding blocks that are asked for at a time, by all databases of the node. Peers
 *     keep about 1024 wants each
 * @param maxPulls databases that fetch entries at a time; the others wait for their turn
 * @param maxHeldBytes memory for entries of all databases that were fetched and not yet joined
 * @param maxPieceBytes memory for those of one database. A longer history is fetched once down to
 *     its beginning, and a second time piece by piece while it is joined
 * @param maxTrustedBytes how much is fetched on the word of a peer before the entries that lead on
 *     are checked; as much again is kept of what came by a hint and nothing links to yet
 * @param maxIdleBytes memory for entries of all databases that wait for blocks which are nowhere;
 *     beyond it such entries are fetched again when the blocks are there
 * @param maxHistory entries that are fetched for one database before it gives up
 * @param maxHeads heads of one database that are known and not yet joined
 * @param maxHeadsPerPeer the same, as far as one peer named them
 * @param maxLinks of one entry that are followed; see {@code JoinLimits}
 * @param maxJoinEntries entries that the writer of a database joins at a time
 * @param maxJoinBytes bytes of entries that it joins at a time
 * @param maxRejected refused entries of all databases that are remembered, so as not to fetch them
 *     again
 */
public record ReplicationLimits(
    int maxOutstanding,
    int maxPulls,
    long maxHeldBytes,
    long maxPieceBytes,
    long maxTrustedBytes,
    long maxIdleBytes,
    long maxHistory,
    int maxHeads,
    int maxHeadsPerPeer,
    int maxLinks,
    int maxJoinEntries,
    int maxJoinBytes,
    int maxRejected) {
  private static final ReplicationLimits DEFAULTS =
      new ReplicationLimits(
          1000,
          64,
          128 << 20,
          80 << 20,
          4 << 20,
          16 << 20,
          10_000_000,
          10_000,
          1000,
          16_384,
          1000,
          4 << 20,
          50_000);

  public ReplicationLimits {
    requirePositive("maxOutstanding", maxOutstanding);
    requirePositive("maxPulls", maxPulls);
    requirePositive("maxHeldBytes", maxHeldBytes);
    requirePositive("maxPieceBytes", maxPieceBytes);
    requirePositive("maxTrustedBytes", maxTrustedBytes);
    requirePositive("maxIdleBytes", maxIdleBytes);
    requirePositive("maxHistory", maxHistory);
    requirePositive("maxHeads", maxHeads);
    requirePositive("maxHeadsPerPeer", maxHeadsPerPeer);
    requirePositive("maxLinks", maxLinks);
    requirePositive("maxJoinEntries", maxJoinEntries);
    requirePositive("maxJoinBytes", maxJoinBytes);
    requirePositive("maxRejected", maxRejected);
  }

  /**
   * 1000 blocks at a time, 64 databases, 128 MiB of memory and 80 MiB for one database, checks each
   * 4 MiB, 16 MiB idle, 10,000,000 entries, 10,000 heads and 1000 of one peer, 16,384 links, joins
   * of 1000 entries or 4 MiB, 50,000 refused entries.
   */
  public static ReplicationLimits defaults() {
    return DEFAULTS;
  }

  /** These limits with another number of blocks asked for at a time. */
  public ReplicationLimits withMaxOutstanding(int blocks) {
    return new ReplicationLimits(
        blocks,
        maxPulls,
        maxHeldBytes,
        maxPieceBytes,
        maxTrustedBytes,
        maxIdleBytes,
        maxHistory,
        maxHeads,
        maxHeadsPerPeer,
        maxLinks,
        maxJoinEntries,
        maxJoinBytes,
        maxRejected);
  }

  /** These limits with another number of databases that fetch at a time. */
  public ReplicationLimits withMaxPulls(int pulls) {
    return new ReplicationLimits(
        maxOutstanding,
        pulls,
        maxHeldBytes,
        maxPieceBytes,
        maxTrustedBytes,
        maxIdleBytes,
        maxHistory,
        maxHeads,
        maxHeadsPerPeer,
        maxLinks,
        maxJoinEntries,
        maxJoinBytes,
        maxRejected);
  }

  /**
   * These limits with other amounts of memory.
   *
   * @param held by all databases
   * @param piece by one
   * @param trusted between two checks
   * @param idle by databases that wait for blocks which are nowhere
   */
  public ReplicationLimits withBytes(long held, long piece, long trusted, long idle) {
    return new ReplicationLimits(
        maxOutstanding,
        maxPulls,
        held,
        piece,
        trusted,
        idle,
        maxHistory,
        maxHeads,
        maxHeadsPerPeer,
        maxLinks,
        maxJoinEntries,
        maxJoinBytes,
        maxRejected);
  }

  /** These limits with another length of histories. */
  public ReplicationLimits withMaxHistory(long entries) {
    return new ReplicationLimits(
        maxOutstanding,
        maxPulls,
        maxHeldBytes,
        maxPieceBytes,
        maxTrustedBytes,
        maxIdleBytes,
        entries,
        maxHeads,
        maxHeadsPerPeer,
        maxLinks,
        maxJoinEntries,
        maxJoinBytes,
        maxRejected);
  }

  /** These limits with other numbers of heads: of a database, and of one peer in it. */
  public ReplicationLimits withMaxHeads(int heads, int perPeer) {
    return new ReplicationLimits(
        maxOutstanding,
        maxPulls,
        maxHeldBytes,
        maxPieceBytes,
        maxTrustedBytes,
        maxIdleBytes,
        maxHistory,
        heads,
        perPeer,
        maxLinks,
        maxJoinEntries,
        maxJoinBytes,
        maxRejected);
  }

  /** These limits with other sizes of joins. */
  public ReplicationLimits withJoins(int entries, int bytes) {
    return new ReplicationLimits(
        maxOutstanding,
        maxPulls,
        maxHeldBytes,
        maxPieceBytes,
        maxTrustedBytes,
        maxIdleBytes,
        maxHistory,
        maxHeads,
        maxHeadsPerPeer,
        maxLinks,
        entries,
        bytes,
        maxRejected);
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
