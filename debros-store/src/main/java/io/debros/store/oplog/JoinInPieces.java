package io.debros.store.oplog;

import static java.util.stream.Collectors.toSet;

import io.debros.store.block.BlockSource;
import io.debros.store.error.BadBlockException;
import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Links lead from new to old, and an entry can only join when all older ones have. So a branch that
 * is longer than one join may fetch is walked down first: what lies beyond the limit of one join is
 * offered next, and so on, until a piece reaches the log. Then the pieces join on the way back.
 * Every entry is fetched twice, but memory holds one piece at a time; its signature is checked once
 * if the caller has the verifiers remember it.
 *
 * Entries of writers who may not write any more join if somebody who may has built on them. That
 * may have happened far above, so each piece is told which of its entries the one above it builds
 * on.
 */
/**
 * Joins more than {@link JoinLimits} allow in one join: in several ones, the oldest entries first.
 * Another thread may join meanwhile. One thread at a time.
 */
public final class JoinInPieces {
  private final Oplog log;
  private final BlockSource source;
  private final Offer offer;
  private final long maxBytes;

  /**
   * @param source where blocks come from that are not here
   * @param offer does one {@link Staged#offerBlocks} with the same source, and commits it
   */
  public JoinInPieces(Oplog log, BlockSource source, Offer offer) {
    this.log = log;
    this.source = source;
    this.offer = offer;
    this.maxBytes = log.options().limits().maxFetchedBytes();
  }

  /**
   * Goes on after a first offer that came to the limits, until as much is joined as can be.
   *
   * @param blocks that were offered, usually heads of a peer
   * @param first what that offer came to
   * @return the outcome of the last offer of these blocks; every offer before it was seen by the
   *     function that offers
   */
  public JoinOutcome goOn(Collection<EntryBlock> blocks, JoinOutcome first) {
    Deque<Piece> pieces = new ArrayDeque<>();
    pieces.push(new Piece(blocks, Set.of()));
    JoinOutcome outcome = first;
    while (true) {
      List<EntryBlock> older = older(pieces.element(), outcome);
      if (!older.isEmpty()) {
        pieces.push(new Piece(older, outcome.vouched()));
      } else if (pieces.size() == 1) {
        return outcome;
      } else {
        pieces.pop();
      }
      Piece piece = pieces.element();
      outcome = offer.of(piece.blocks, piece.vouched);
    }
  }

  /**
   * Entries that the offer of a piece did not come to, as many as one join fetches. Those that are
   * not to be had are reported when they are missed.
   */
  private List<EntryBlock> older(Piece piece, JoinOutcome outcome) {
    Set<Cid> identities = outcome.aside().stream().map(Entry::identity).collect(toSet());
    List<EntryBlock> found = new ArrayList<>();
    long bytes = 0;
    for (Cid hash : outcome.unfollowed()) {
      if (bytes < maxBytes && !identities.contains(hash) && piece.tried.add(hash)) {
        byte[] block = find(hash);
        if (block != null) {
          found.add(EntryBlock.of(block));
          bytes += block.length;
        }
      }
    }
    return found;
  }

  private byte @Nullable [] find(Cid hash) {
    try {
      byte[] stored = log.blocks().find(hash);
      return stored == null ? source.fetch(hash) : stored;
    } catch (BadBlockException error) {
      return source.fetch(hash); // the join that needs the damaged block tells of it
    }
  }

  /** Offers one piece. */
  @FunctionalInterface
  public interface Offer {
    /**
     * Offers blocks and commits what joins.
     *
     * @param vouched for {@link Staged#offerBlocks}
     */
    JoinOutcome of(Collection<EntryBlock> blocks, Set<Cid> vouched);
  }

  /** Blocks to offer, and what was tried to make them fit. */
  private static final class Piece {
    private final Collection<EntryBlock> blocks;
    private final Set<Cid> vouched;
    private final Set<Cid> tried = new HashSet<>();

    Piece(Collection<EntryBlock> blocks, Set<Cid> vouched) {
      this.blocks = blocks;
      this.vouched = vouched;
    }
  }
}
