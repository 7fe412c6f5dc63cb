package io.debros.store.oplog;

import io.debros.store.block.BlockSource;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.UnreadableException;
import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Links are followed from sound entries only, so that nobody can make a node fetch without end by
 * an entry that is not to be trusted. But to check one generation after the other would leave most
 * threads without work, and to fetch would wait for the checks. So the next WINDOW entries are
 * fetched on trust while those before them are being checked. What was fetched for an entry that
 * turns out not to be sound is parked, and goes on if sound ones lead to it as well.
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
  private final int maxAncestors;
  private final FetchedBlocks blocks;
  private final JoinWriters writers;
  private final EntryCheck check;
  private final RefusedEntries refused;
  private final KnownHashes hashes = new KnownHashes();
  private final Map<Cid, Pending> pending = new LinkedHashMap<>();
  private final Set<Cid> unfollowed = new HashSet<>();
  private final Set<Cid> inLog = new HashSet<>();
  private final Deque<Pending> unexpanded = new ArrayDeque<>();
  private final Set<Pending> parked = new LinkedHashSet<>();
  private final List<Pending> unchecked = new ArrayList<>();
  private List<Pending> checking = List.of();
  private VerifierPool.Work<Pending> checks;
  private int fetched;

  Gathering(Oplog log, Staged staged, BlockSource source) {
    JoinLimits limits = log.options().limits();
    this.log = log;
    this.staged = staged;
    this.maxAncestors = limits.maxAncestors();
    this.blocks = new FetchedBlocks(log.blocks(), source, limits);
    this.writers = new JoinWriters(log, blocks);
    this.check = new EntryCheck(log);
    this.refused = new RefusedEntries(log);
    this.checks = log.options().verifiers().start(checking, check);
  }

  /** Adds entries that the caller has. */
  void giveEntries(Collection<Entry> entries) {
    for (Entry entry : entries) {
      Entry own = isNew(entry.hash()) ? readHere(entry) : null;
      if (own != null) {
        give(Pending.given(own));
      }
    }
  }

  /** The entry as this log reads its block; others may know ciphers and fields that it does not. */
  private @Nullable Entry readHere(Entry entry) {
    return entry.isPlain()
        ? entry.under(log.options().encryption())
        : decode(entry.hash(), entry.block().bytes(), true);
  }

  /** Adds blocks that the caller has received. */
  void giveBlocks(Collection<EntryBlock> received) {
    for (EntryBlock block : received) {
      Cid hash = block.hash();
      Entry own = isNew(hash) ? readHere(hash, block) : null;
      if (own != null) {
        give(Pending.given(own));
      }
    }
  }

  private @Nullable Entry readHere(Cid hash, EntryBlock block) {
    Entry read = block.entry();
    return read == null ? decode(hash, block.bytes(), true) : readHere(read);
  }

  /** Checks what was given, and follows no links. */
  void checkGiven() {
    startChecks();
    finishChecks();
  }

  /** Fetches and checks. */
  void run() {
    checkGiven();
    do {
      while (!unexpanded.isEmpty()) {
        while (unchecked.size() < WINDOW && !unexpanded.isEmpty()) {
          expand(unexpanded.remove());
        }
        startChecks();
      }
      finishChecks();
    } while (unparkReached());
  }

  /** Every sound entry, and those whose writer is missing: as given, then as fetched. */
  Collection<Pending> entries() {
    return pending.values();
  }

  @Nullable Pending find(Cid hash) {
    return pending.get(hash);
  }

  /** What is refused whatever it builds on. */
  RefusedEntries refused() {
    return refused;
  }

  /** Why a block is not here; null if it is, or is part of the log. */
  @Nullable RefusalReason absence(Cid hash) {
    if (blocks.isMissing(hash)) {
      return RefusalReason.INCOMPLETE;
    }
    return unfollowed.contains(hash) ? RefusalReason.TOO_MANY_ANCESTORS : null;
  }

  private boolean isNew(Cid hash) {
    return !pending.containsKey(hash) && !refused.contains(hash) && !staged.has(hash);
  }

  private void give(Pending entry) {
    admit(entry);
    if (unchecked.size() == WINDOW) {
      startChecks();
    }
  }

  private void admit(Pending entry) {
    check.alone(entry);
    if (entry.flaw == null) {
      findWriter(entry);
    }
    if (entry.flaw != null) {
      refused.add(entry, entry.flaw);
    } else {
      pending.put(entry.hash(), entry);
    }
  }

  private void findWriter(Pending entry) {
    Cid hash = entry.entry.identity();
    JoinWriter writer = writers.find(hash);
    if (writer == null) {
      withoutWriter(entry, hash);
      return;
    }
    entry.writer = writer;
    check.writer(entry, writer);
    if (entry.flaw == null) {
      unchecked.add(entry);
    }
  }

  /** It cannot be checked, so its links are not followed. */
  private void withoutWriter(Pending entry, Cid identity) {
    entry.missingIdentity = identity;
    entry.links = entry.entry.links();
    if (blocks.isWrong(identity)) {
      refused.addWrong(identity);
    } else if (!blocks.isMissing(identity)) {
      unfollowed.add(identity);
    }
  }

  private void expand(Pending entry) {
    if (entry.flaw != null) {
      return;
    }
    if (entry.isDistrusted()) {
      parked.add(entry);
      return;
    }
    entry.links = entry.entry.links();
    if (entry.links.size() > MANY_LINKS) {
      startChecks();
      finishChecks();
    }
    if (entry.flaw == null) {
      entry.links.forEach(link -> follow(link, entry));
    }
  }

  /** Has what is unchecked checked while this thread goes on, after what was begun before. */
  private void startChecks() {
    List<Pending> next = List.copyOf(unchecked);
    unchecked.clear();
    VerifierPool.Work<Pending> started = log.options().verifiers().start(next, check);
    finishChecks();
    checking = next;
    checks = started;
  }

  private void finishChecks() {
    checks.finish();
    for (Pending entry : checking) {
      Flaw flaw = entry.flaw;
      if (flaw != null) {
        pending.remove(entry.hash());
        refused.add(entry, flaw);
      } else {
        entry.sound = true;
        if (entry.given) {
          unexpanded.add(entry);
        }
      }
    }
    checking = List.of();
  }

  /** Goes on with what is parked and sound entries lead to; false if there is nothing. */
  private boolean unparkReached() {
    if (parked.isEmpty()) {
      return false;
    }
    Set<Pending> seen = new HashSet<>();
    Deque<Pending> open = new ArrayDeque<>();
    pending.values().stream().filter(entry -> entry.given).forEach(open::add);
    while (!open.isEmpty()) {
      Pending entry = open.remove();
      if (seen.add(entry)) {
        entry.links.stream().map(pending::get).filter(Objects::nonNull).forEach(open::add);
      }
    }
    List<Pending> found = parked.stream().filter(seen::contains).toList();
    found.forEach(parked::remove);
    found.forEach(entry -> entry.wantedBy = null);
    unexpanded.addAll(found);
    return !found.isEmpty();
  }

  private void follow(Cid hash, Pending wantedBy) {
    if (isKnown(hash)) {
      return;
    }
    if (staged.has(hash)) {
      inLog.add(hash);
    } else if (fetched == maxAncestors || blocks.isFull()) {
      unfollowed.add(hash);
    } else {
      fetch(hash, wantedBy);
    }
  }

  private boolean isKnown(Cid hash) {
    return pending.containsKey(hash)
        || inLog.contains(hash)
        || unfollowed.contains(hash)
        || blocks.isMissing(hash)
        || refused.contains(hash);
  }

  private void fetch(Cid hash, Pending wantedBy) {
    byte[] bytes = blocks.find(hash);
    if (bytes == null) {
      if (blocks.isWrong(hash)) {
        refused.addWrong(hash);
      }
      return;
    }
    fetched++;
    Entry entry = decode(hash, bytes, false);
    if (entry != null) {
      Pending found = Pending.fetched(entry, wantedBy);
      admit(found);
      if (found.writer != null && found.flaw == null) {
        unexpanded.add(found);
      }
    }
  }

  private @Nullable Entry decode(Cid hash, byte[] bytes, boolean given) {
    try {
      return log.decode(hash, bytes, hashes);
    } catch (UnreadableException error) {
      refused.addUndecryptable(hash, error, given);
      return null;
    } catch (BadEntryException error) {
      refused.add(hash, bytes, error, given);
      return null;
    }
  }
}
