package io.debros.store.replication.status;

import io.debros.store.error.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a database lacks, and why. Lists name at most {@value #MOST} each.
 *
 * @param joined entries that joined since the database was opened
 * @param fetched entries and identities that are here and wait for what they build on
 * @param wanted blocks that are known to be missing
 * @param asked blocks that are being asked for
 * @param askedCount how many there are
 * @param heads that peers named and that are not part of the log, oldest first
 * @param headCount how many there are
 * @param missing blocks that were asked for in vain
 * @param missingCount how many there are
 * @param refused entries that were not taken lately
 * @param refusedCount how often entries were not taken since the database was opened; one that is
 *     tried again counts again
 * @param lastError why the last attempt was given up; null if it was not
 */
public record PullStatus(
    long joined,
    int fetched,
    int wanted,
    List<BlockStatus> asked,
    int askedCount,
    List<HeadStatus> heads,
    int headCount,
    List<BlockStatus> missing,
    int missingCount,
    List<RefusalStatus> refused,
    long refusedCount,
    @Nullable Problem lastError) {
  /** How many items a list has at most. */
  public static final int MOST = 32;
}
