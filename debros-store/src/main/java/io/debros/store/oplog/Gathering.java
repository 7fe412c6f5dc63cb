package io.debros.store.oplog;

import io.debros.store.block.BlockSource;
import io.debros.store.error.BadEntryException;
import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Links are followed from sound entries only, so that nobody can make a node fetch without end by
 * an entry that is not to be trusted. But to check one generation after the other would leave most
 * threads without work, and to fetch would wait for the checks. So the next WINDOW entries are
 * fetched on trust while those before them are being checked.
 */
/**
 * The entries of one join: those given and what they build on, down to what the log has, each
 * checked by itself. Changes nothing. Writer thread only.
 */
final class Gathering {
  private static final int WINDOW = 256;
  private static final int MANY_LINKS = 1024;

  private final Oplog log;
  private final Staged staged;
  private final JoinLimits limits;
  private final FetchedBlocks blocks;
  private final JoinWriters writers;
  private final EntryCheck check;
  private final KnownHashes hashes = new KnownHashes();
  private final Map<Cid, Pending> pending = new LinkedHashMap<>();
  private final Map<Cid, Refusal> unreadable = new LinkedHashMap<>();
  private final List<Refusal> givenUnreadable = new ArrayList<>();
  private final Set<Cid> unfollowed = new HashSet<>();
  private final Set<Cid> inLog = new HashSet<>();
  private final Deque<Pending> unexpanded = new ArrayDeque<>();
  private final List<Pending> unchecked = new ArrayList<>();
  private VerifierPool.Work<Pending> checks;
  private int fetched;

  Gathering(Oplog log, Staged staged, BlockSource source) {
    this.log = log;
    this.staged = staged;
    this.limits = log.options().limits();
    this.blocks = new FetchedBlocks(log.blocks(), source, limits);
    this.writers = new JoinWriters(log.identities(), blocks);
    this.check = new EntryCheck(log);
    this.checks = log.options().verifiers().start(List.of(), check);
  }

  /** Adds entries that the caller has. */
  void giveEntries(Collection<Entry> entries) {
    for (Entry entry : entries) {
      if (!pending.containsKey(entry.hash()) && !staged.has(entry.hash())) {
        admit(new Pending(entry, true));
      }
    }
  }

  /** Adds blocks that the caller has received. */
  void giveBlocks(Collection<byte[]> received) {
    for (byte[] bytes : received) {
      Cid hash = Cid.ofDagCbor(bytes);
      if (!pending.containsKey(hash) && !unreadable.containsKey(hash) && !staged.has(hash)) {
        giveBlock(hash, bytes);
      }
    }
  }

  /** Fetches and checks. */
  void run() {
    while (!unexpanded.isEmpty()) {
      while (unchecked.size() < WINDOW && !unexpanded.isEmpty()) {
        expand(unexpanded.remove());
      }
      startChecks();
    }
    checks.finish();
  }

  /** Everything that was given or fetched and can be read, in that order. */
  Collection<Pending> entries() {
    return pending.values();
  }

  @Nullable Pending find(Cid hash) {
    return pending.get(hash);
  }

  /** Why a block that is here is not an entry; null if there is nothing like that. */
  @Nullable Refusal findUnreadable(Cid hash) {
    return unreadable.get(hash);
  }

  /** Blocks that were given and are not entries. */
  List<Refusal> givenUnreadable() {
    return givenUnreadable;
  }

  /** Why a block is not here; null if it is, or is part of the log. */
  @Nullable RefusalReason absence(Cid hash) {
    if (blocks.isWrong(hash)) {
      return RefusalReason.WRONG_BLOCK;
    }
    if (blocks.isMissing(hash)) {
      return RefusalReason.INCOMPLETE;
    }
    return unfollowed.contains(hash) ? RefusalReason.TOO_MANY_ANCESTORS : null;
  }

  private void giveBlock(Cid hash, byte[] bytes) {
    Entry entry = decode(hash, bytes);
    if (entry != null) {
      admit(new Pending(entry, true));
    } else {
      givenUnreadable.add(unreadable.get(hash));
    }
  }

  private void admit(Pending entry) {
    pending.put(entry.hash(), entry);
    check.alone(entry);
    if (entry.flaw != null) {
      return;
    }
    Cid identity = entry.entry.identity();
    entry.writer = writers.find(identity);
    if (entry.writer == null) {
      entry.missingIdentity = identity;
      if (!blocks.isMissing(identity)) {
        unfollowed.add(identity);
      }
    } else {
      unchecked.add(entry);
    }
    unexpanded.add(entry);
  }

  private void expand(Pending entry) {
    entry.links = entry.flaw == null ? entry.entry.links(hashes) : List.of();
    if (entry.links.size() > MANY_LINKS) {
      startChecks();
      checks.finish();
    }
    if (entry.flaw == null) {
      entry.links.forEach(this::follow);
    }
  }

  /** Has what is unchecked checked while this thread goes on, and waits for what was before. */
  private void startChecks() {
    VerifierPool.Work<Pending> before = checks;
    checks = log.options().verifiers().start(List.copyOf(unchecked), check);
    unchecked.clear();
    before.finish();
  }

  private void follow(Cid hash) {
    if (isKnown(hash)) {
      return;
    }
    if (staged.has(hash)) {
      inLog.add(hash);
    } else if (fetched == limits.maxAncestors() || blocks.isFull()) {
      unfollowed.add(hash);
    } else {
      fetch(hash);
    }
  }

  private boolean isKnown(Cid hash) {
    return pending.containsKey(hash)
        || inLog.contains(hash)
        || unfollowed.contains(hash)
        || blocks.isMissing(hash)
        || unreadable.containsKey(hash);
  }

  private void fetch(Cid hash) {
    byte[] bytes = blocks.find(hash);
    if (bytes != null) {
      fetched++;
      Entry entry = decode(hash, bytes);
      if (entry != null) {
        admit(new Pending(entry, false));
      }
    }
  }

  private @Nullable Entry decode(Cid hash, byte[] bytes) {
    try {
      return log.decode(hash, bytes);
    } catch (BadEntryException error) {
      Cid identity = EntryFormat.findIdentity(bytes);
      RefusalReason reason =
          bytes.length > Entry.MAX_BYTES ? RefusalReason.TOO_LARGE : RefusalReason.MALFORMED;
      String found = Refusal.sentence(error);
      unreadable.put(hash, new Refusal(log.id(), hash, identity, null, reason, found));
      return null;
    }
  }
}
