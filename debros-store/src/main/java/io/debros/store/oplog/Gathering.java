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
  private final Set<Pending> parked = new LinkedHashSet<>(); // fetched for what is not sound
  private List<Pending> checking = List.of();
  private VerifierPool.Work<Pending> checks;
  private int fetched;

  Gathering(Oplog log, Staged staged, BlockSource source) {
    this.log = log;
    this.staged = staged;
    this.limits = log.options().limits();
    this.blocks = new FetchedBlocks(log.blocks(), source, limits);
    this.writers = new JoinWriters(log.identities(), log.access(), blocks);
    this.check = new EntryCheck(log);
    this.checks = log.options().verifiers().start(List.of(), check);
  }

  /** Adds entries that the caller has. */
  void giveEntries(Collection<Entry> entries) {
    for (Entry entry : entries) {
      if (!pending.containsKey(entry.hash()) && !staged.has(entry.hash())) {
        admit(Pending.given(entry.under(log.options().encryption())));
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
      admit(Pending.given(entry));
    } else {
      givenUnreadable.add(unreadable.get(hash));
    }
  }

  private void admit(Pending entry) {
    pending.put(entry.hash(), entry);
    check.alone(entry);
    if (entry.flaw == null) {
      findWriter(entry);
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
      unexpanded.add(entry);
    }
  }

  /** It cannot be checked, so its links are not followed. */
  private void withoutWriter(Pending entry, Cid identity) {
    entry.missingIdentity = identity;
    entry.links = entry.entry.links(hashes);
    if (!blocks.isMissing(identity)) {
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
    entry.links = entry.entry.links(hashes);
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
    checking.forEach(entry -> entry.sound = entry.flaw == null);
    checking = List.of();
  }

  /**
   * Finds entries that were fetched for one that is not sound, but that sound ones lead to as well.
   */
  private boolean unparkReached() {
    if (parked.isEmpty()) {
      return false;
    }
    Set<Pending> seen = new HashSet<>();
    Deque<Pending> open = new ArrayDeque<>();
    pending.values().stream().filter(entry -> entry.given).forEach(open::add);
    while (!open.isEmpty()) {
      Pending entry = open.remove();
      if (entry.flaw == null && seen.add(entry)) {
        entry.links.stream().map(pending::get).filter(Objects::nonNull).forEach(open::add);
      }
    }
    List<Pending> found = parked.stream().filter(seen::contains).toList();
    found.forEach(this::unpark);
    found.forEach(parked::remove);
    return !found.isEmpty();
  }

  private void unpark(Pending entry) {
    entry.wantedBy = null;
    unexpanded.add(entry);
  }

  private void follow(Cid hash, Pending wantedBy) {
    if (isKnown(hash)) {
      return;
    }
    if (staged.has(hash)) {
      inLog.add(hash);
    } else if (fetched == limits.maxAncestors() || blocks.isFull()) {
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
        || unreadable.containsKey(hash);
  }

  private void fetch(Cid hash, Pending wantedBy) {
    byte[] bytes = blocks.find(hash);
    if (bytes != null) {
      fetched++;
      Entry entry = decode(hash, bytes);
      if (entry != null) {
        admit(Pending.fetched(entry, wantedBy));
      }
    }
  }

  private @Nullable Entry decode(Cid hash, byte[] bytes) {
    try {
      return log.decode(hash, bytes);
    } catch (UnreadableException error) {
      String found = Refusal.sentence(error);
      RefusalReason reason = RefusalReason.UNDECRYPTABLE;
      unreadable.put(hash, new Refusal(log.id(), hash, null, null, reason, found));
      return null;
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
