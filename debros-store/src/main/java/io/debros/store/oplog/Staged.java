package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.StorageBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Appends and joins that become part of a log together: write them with {@link #writeTo}, and when
 * the batch is written call {@link #applied}. Forget the object to roll back. Several appends build
 * on each other. Writer thread only.
 */
public final class Staged {
  /** Most heads that one entry merges, which keeps it small; the others stay heads. */
  static final int MAX_NEXT = 1024;

  private final Oplog log;
  private final LogSpace space;
  private final Heads base;
  private final Map<Cid, Entry> added = new LinkedHashMap<>();
  private final Map<Cid, Identity> writers = new HashMap<>();
  private Heads heads;
  private boolean cleared;

  Staged(Oplog log, LogSpace space, Heads base) {
    this.log = log;
    this.space = space;
    this.base = base;
    this.heads = base;
  }

  /** The heads that the log will have, newest first. */
  public List<Entry> heads() {
    return heads.newestFirst();
  }

  /** Whether the entry is part of the log with these writes. */
  public boolean has(Cid hash) {
    return added.containsKey(hash) || (!cleared && space.has(hash));
  }

  /** An entry that is among these writes; null if it is not. */
  public @Nullable Entry find(Cid hash) {
    return added.get(hash);
  }

  /**
   * Signs an operation and makes it the head. Of more than {@value #MAX_NEXT} heads, it takes the
   * place of the newest ones.
   *
   * @throws io.debros.store.error.AppendDeniedException if the identity may not append
   */
  public Entry append(CborValue payload) {
    Identity writer = log.identity();
    List<Cid> next = heads.newestFirst().stream().limit(MAX_NEXT).map(Entry::hash).toList();
    Entry entry =
        Entry.create(
            log.identities(),
            writer,
            log.id(),
            payload,
            tick(),
            next,
            references(),
            log.options().encryption());
    Standing standing = log.access().standing(writer);
    if (standing != Standing.MAY_WRITE) {
      throw denied(entry, standing).error();
    }
    add(List.of(entry), Map.of(writer.hash(), writer));
    heads = heads.joined(List.of(entry));
    return entry;
  }

  /**
   * Joins entries and what links them to this log: all of it, or nothing. Joining twice equals
   * joining once. Everything new is verified before anything changes. Waits for storage and for the
   * source.
   *
   * @param entries in any order and of any part of the log; what they build on may be among them
   * @param missing where blocks come from that are not here; what it gives is checked
   * @return an outcome without refusals, gaps and missing blocks
   * @throws MissingAncestorsException if blocks are nowhere, or too many for one join; names all
   * @throws io.debros.store.error.BadEntryException if something new is not what it claims
   * @throws io.debros.store.error.AppendDeniedException if a writer may not append
   * @throws io.debros.store.error.BadBlockException if the source gave another block
   */
  public JoinOutcome join(Collection<Entry> entries, BlockSource missing) {
    Gathering gathering = new Gathering(log, this, missing);
    gathering.giveEntries(entries);
    return take(gathering, true, Set.of());
  }

  /**
   * Joins what can be joined: the largest set of entries, among those given and what they build on,
   * that are sound and whose ancestors all are in the set or in this log. The outcome says what
   * stays out and why. Waits for storage and for the source.
   *
   * @param entries in any order and of any part of the log; what they build on may be among them
   * @param missing where blocks come from that are not here; what it gives is checked. What it
   *     throws is thrown, and then nothing was joined
   */
  public JoinOutcome offer(Collection<Entry> entries, BlockSource missing) {
    Gathering gathering = new Gathering(log, this, missing);
    gathering.giveEntries(entries);
    return take(gathering, false, Set.of());
  }

  /**
   * The same for blocks as they were received; what is not an entry at all is refused with the
   * rest.
   */
  public JoinOutcome offerBlocks(Collection<EntryBlock> blocks, BlockSource missing) {
    return offerBlocks(blocks, missing, Set.of());
  }

  /**
   * The same for a part of a longer history.
   *
   * @param vouched as the outcome for a later part has it: entries that a writer who may write has
   *     seen
   */
  public JoinOutcome offerBlocks(
      Collection<EntryBlock> blocks, BlockSource missing, Set<Cid> vouched) {
    Gathering gathering = new Gathering(log, this, missing);
    gathering.giveBlocks(blocks);
    return take(gathering, false, vouched);
  }

  /** Empties the log: heads and index go, blocks stay. */
  public void clear() {
    added.clear();
    writers.clear();
    heads = Heads.NONE;
    cleared = true;
  }

  /** Adds the writes to a batch: blocks, then index, then heads. */
  public void writeTo(StorageBatch batch) {
    requireCurrent();
    if (cleared) {
      space.delete(batch);
    }
    writers.forEach((hash, writer) -> writeIdentity(batch, hash, writer));
    for (Entry entry : added.values()) {
      log.blocks().put(batch, entry.block());
      space.putEntry(batch, entry.hash());
    }
    if (!added.isEmpty()) {
      space.putHeads(batch, heads);
    }
  }

  /** Makes the writes visible; call it when the batch has been written. */
  public void applied() {
    requireCurrent();
    log.applied(heads, writers.containsKey(log.identity().hash()));
  }

  EntryHeader header(Cid hash) {
    Entry fresh = added.get(hash);
    return fresh != null ? fresh.header() : log.recent().get(hash);
  }

  private JoinOutcome take(Gathering gathering, boolean allOrNothing, Set<Cid> vouched) {
    gathering.run();
    JoinReport report = new JoinReport(gathering);
    Settlement settlement = new Settlement(this, gathering, log.options().limits(), vouched);
    settlement.run(report.reached());
    Heads joined = heads.joined(inOrderOfArrival(gathering, report.joining()));
    JoinOutcome outcome = report.outcome(joined.newestFirst(), settlement.vouchedBehindLimits());
    if (allOrNothing) {
      outcome.requireComplete();
    }
    add(outcome.entries(), report.writers());
    heads = joined;
    return outcome;
  }

  /** Ancestors oldest first, then those given as they were given: as OrbitDB stores heads. */
  private static List<Entry> inOrderOfArrival(Gathering gathering, List<Pending> joining) {
    List<Entry> arrived = new ArrayList<>();
    joining.stream().filter(entry -> !entry.given).forEach(entry -> arrived.add(entry.entry));
    gathering.entries().stream()
        .filter(entry -> entry.given && entry.joins())
        .forEach(entry -> arrived.add(entry.entry));
    return arrived;
  }

  private Refusal denied(Entry entry, Standing standing) {
    RefusalReason reason =
        standing == Standing.FORMERLY ? RefusalReason.ACCESS_REVOKED : RefusalReason.ACCESS_DENIED;
    Identity writer = log.identity();
    return new Refusal(log.id(), entry.hash(), writer.hash(), writer.id(), reason, "");
  }

  private Clock tick() {
    if (heads.time() == Clock.MAX_TIME) {
      throw new IllegalStateException(
          problem("Clock of the log has run out")
              .at("log", log.id())
              .advice("Remove the entry that set it to the largest time, or use a new database")
              .toString());
    }
    return new Clock(log.identity().publicKey(), heads.time() + 1);
  }

  /** The newest entries of the walk, without as many of them as there are heads. */
  private List<Cid> references() {
    int count = log.options().referencesCount();
    List<EntryHeader> roots = heads.newestFirst().stream().map(Entry::header).toList();
    log.recent().reserve(roots.size() + count);
    Walk<EntryHeader> walk = new Walk<>(roots, this::header);
    List<Cid> references = new ArrayList<>(count);
    for (int seen = 0; references.size() < count && walk.hasNext(); seen++) {
      EntryHeader header = walk.next();
      if (seen >= roots.size()) {
        references.add(header.hash());
      }
    }
    return references;
  }

  private void add(List<Entry> entries, Map<Cid, Identity> theirWriters) {
    for (Entry entry : entries) {
      added.put(entry.hash(), entry);
      log.recent().add(entry.header());
    }
    writers.putAll(theirWriters);
  }

  private void writeIdentity(StorageBatch batch, Cid hash, Identity writer) {
    BlockStore blocks = log.blocks();
    boolean stored = hash.equals(log.identity().hash()) ? log.identityStored() : blocks.has(hash);
    if (!stored) {
      blocks.put(batch, writer.block());
    }
  }

  private void requireCurrent() {
    if (!log.hasHeads(base)) {
      throw new IllegalStateException(
          problem("Log was changed while writes were collected")
              .at("log", log.id())
              .advice("Collect and apply one set of writes at a time")
              .toString());
    }
  }
}
