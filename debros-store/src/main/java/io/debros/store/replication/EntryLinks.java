package io.debros.store.replication;

import io.debros.store.error.BadEntryException;
import io.debros.store.error.UnreadableException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryBlock;
import io.debros.store.oplog.KnownHashes;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an entry builds on.
 *
 * @param block the block, read
 * @param entries its {@code next} and {@code refs}
 * @param identity of its writer
 */
record EntryLinks(EntryBlock block, Set<Cid> entries, Cid identity) {
  /**
   * The links of a block.
   *
   * @return null if they are not to be followed, because the block is not an entry of this log, or
   *     has too many; a join says what is wrong with it
   */
  static @Nullable EntryLinks find(ReplicatedLog log, Cid hash, byte[] block, Shared shared) {
    Entry entry = decode(log, hash, block, shared.hashes);
    if (entry == null || !entry.logId().equals(log.address().toString())) {
      return null;
    }
    Set<Cid> links = new LinkedHashSet<>(entry.next());
    links.addAll(entry.refs());
    boolean canBeFetched = links.stream().allMatch(link -> link.multihash().isComputable());
    return links.size() > shared.limits.maxLinks() || !canBeFetched
        ? null
        : new EntryLinks(EntryBlock.of(entry), links, entry.identity());
  }

  /** Whether all of it is here. */
  boolean areIn(ReplicatedLog log) {
    return log.hasBlock(identity) && entries.stream().allMatch(log::has);
  }

  private static @Nullable Entry decode(
      ReplicatedLog log, Cid hash, byte[] block, KnownHashes known) {
    try {
      return log.decode(hash, block, known);
    } catch (BadEntryException | UnreadableException refusedByTheJoin) {
      return null;
    }
  }
}
