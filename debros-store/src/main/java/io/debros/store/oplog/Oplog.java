package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.Problem;
import io.debros.store.error.StorageException;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log of signed entries that replicas append to and join. Reads are safe from any thread and see
 * the state of the last {@link Staged#applied}. Writing goes through a {@link Staged}, one at a
 * time, on one thread at a time: the writer.
 *
 * <p>Opening and appending cost the same whatever the length of the log.
 */
public final class Oplog {
  private final String id;
  private final Identity identity;
  private final Identities identities;
  private final BlockStore blocks;
  private final LogSpace space;
  private final AccessController access;
  private final int referencesCount;
  private final RecentHeaders recent = new RecentHeaders(this::load);
  private volatile Heads heads = Heads.NONE;
  private volatile boolean identityStored;

  private Oplog(
      String id,
      Identity identity,
      Identities identities,
      BlockStore blocks,
      LogSpace space,
      AccessController access,
      int referencesCount) {
    this.id = id;
    this.identity = identity;
    this.identities = identities;
    this.blocks = blocks;
    this.space = space;
    this.access = access;
    this.referencesCount = referencesCount;
  }

  /**
   * Opens a log as the storage has it; one that it does not know is empty.
   *
   * @param logId for databases the address
   * @param identity who appends here; its block is stored with the first entry
   * @param referencesCount how many older entries an appended one names; 16 for databases
   * @throws StorageException if a head that the storage names is missing or damaged
   */
  public static Oplog open(
      String logId,
      Identity identity,
      Identities identities,
      BlockStore blocks,
      Storage storage,
      AccessController access,
      int referencesCount) {
    if (referencesCount < 0) {
      throw new IllegalArgumentException(
          problem("Number of references is negative")
              .at("count", referencesCount)
              .advice("Give 0 or more; databases have 16")
              .toString());
    }
    LogSpace space = new LogSpace(storage, logId);
    Oplog log = new Oplog(logId, identity, identities, blocks, space, access, referencesCount);
    log.heads = log.storedHeads();
    log.identityStored = blocks.has(identity.hash());
    return log;
  }

  /** The id that every entry of this log carries. */
  public String id() {
    return id;
  }

  /** Who appends here. */
  public Identity identity() {
    return identity;
  }

  /** Who may append. */
  public AccessController access() {
    return access;
  }

  /** The entries that no other entry builds on, newest first. */
  public List<Entry> heads() {
    return heads.newestFirst();
  }

  /** The heads as OrbitDB stores them: JSON, in the order in which they arrived. */
  public String headsJson() {
    return heads.toJson();
  }

  /** The clock of the log: the largest time of an entry, 0 if there is none. */
  public long time() {
    return heads.time();
  }

  /** Whether the entry is part of this log, and with it all its ancestors. */
  public boolean has(Cid hash) {
    return space.has(hash);
  }

  /**
   * The entry of a block, which need not be part of this log.
   *
   * @throws io.debros.store.error.MissingBlockException if the block is not here
   * @throws io.debros.store.error.BadEntryException if it is not an entry
   */
  public Entry get(Cid hash) {
    return Entry.decode(blocks.get(hash));
  }

  /** All entries, newest first. */
  public Traversal traverse() {
    return iterator(IteratorOptions.all());
  }

  /**
   * Entries newest first, within bounds.
   *
   * @throws NotFoundException if a bound is not an entry of this log
   */
  public Traversal iterator(IteratorOptions options) {
    requireKnown("gt", options.gt());
    requireKnown("gte", options.gte());
    requireKnown("lt", options.lt());
    requireKnown("lte", options.lte());
    return new Traversal(new Walk<>(roots(options), this::load), options);
  }

  /** All entries, oldest first, in memory. */
  public List<Entry> values() {
    List<Entry> entries = traverse().toList();
    Collections.reverse(entries);
    return entries;
  }

  /** A new collection of writes. Writer thread only. */
  public Staged stage() {
    return new Staged(heads);
  }

  Identities identities() {
    return identities;
  }

  BlockStore blocks() {
    return blocks;
  }

  private List<Entry> roots(IteratorOptions options) {
    Cid start = options.start();
    if (start == null) {
      return heads.newestFirst();
    }
    Entry entry = load(start);
    return options.lt() == null ? List.of(entry) : entry.next().stream().map(this::load).toList();
  }

  /** An entry of this log: checked before it was stored. */
  private Entry load(Cid hash) {
    return Entry.stored(hash, blocks.get(hash));
  }

  private void requireKnown(String bound, @Nullable Cid hash) {
    if (hash != null && !has(hash)) {
      throw new NotFoundException(
          problem("Bound is not an entry of the log")
              .at("log", id)
              .at("bound", bound)
              .at("entry", hash)
              .advice("Give the hash of an entry that this log has"));
    }
  }

  private Heads storedHeads() {
    String json = space.heads();
    return json == null ? Heads.NONE : Heads.parse(json, this::storedHead);
  }

  private Entry storedHead(Cid hash) {
    byte[] bytes = space.has(hash) ? storedBytes(hash) : null;
    if (bytes == null) {
      throw new StorageException(damagedHead(hash).at("found", false));
    }
    return Entry.stored(hash, bytes);
  }

  private byte @Nullable [] storedBytes(Cid hash) {
    try {
      return blocks.find(hash);
    } catch (BadBlockException error) {
      throw new StorageException(damagedHead(hash).at("found", true), error);
    }
  }

  private Problem damagedHead(Cid hash) {
    return problem("Log has a head whose block is missing or damaged")
        .at("log", id)
        .at("head", hash)
        .advice("Restore the directory from a backup");
  }

  /**
   * Appends and joins that become part of the log together: write them with {@link #writeTo}, and
   * when the batch is written call {@link #applied}. Forget the object to roll back. Several
   * appends build on each other. Writer thread only.
   */
  public final class Staged {
    private final Heads base;
    private final Map<Cid, Entry> added = new LinkedHashMap<>();
    private final Map<Cid, Identity> writers = new HashMap<>();
    private Heads stagedHeads;
    private boolean cleared;

    private Staged(Heads base) {
      this.base = base;
      this.stagedHeads = base;
    }

    /** The heads that the log will have, newest first. */
    public List<Entry> heads() {
      return stagedHeads.newestFirst();
    }

    /** Whether the entry is part of the log with these writes. */
    public boolean has(Cid hash) {
      return added.containsKey(hash) || (!cleared && space.has(hash));
    }

    /**
     * Signs an operation and makes it the only head.
     *
     * @throws io.debros.store.error.AppendDeniedException if the identity may not append
     */
    public Entry append(CborValue payload) {
      List<Cid> next = stagedHeads.newestFirst().stream().map(Entry::hash).toList();
      Entry entry = Entry.create(identities, identity, id, payload, tick(), next, references());
      if (access.standing(identity) != Standing.MAY_WRITE) {
        throw Join.denied(Oplog.this, entry, identity);
      }
      add(List.of(entry), Map.of(identity.hash(), identity));
      stagedHeads = Heads.of(List.of(entry));
      return entry;
    }

    /**
     * Joins entries, each with all that links it to this log, in the order given: all of it, or
     * nothing. Joining twice equals joining once. Waits for storage and for the source; to join
     * what can be joined although another entry is bad, join one entry a call.
     *
     * @param entries usually heads of a peer, newest first
     * @param missing where blocks come from that are not here; what it gives is checked
     * @throws io.debros.store.error.BadEntryException if something new is not what it claims
     * @throws io.debros.store.error.AppendDeniedException if a writer may not append
     * @throws io.debros.store.error.BadBlockException if the source gave another block
     * @throws io.debros.store.error.MissingBlockException if the source lacks a block
     */
    public JoinOutcome join(Collection<Entry> entries, BlockSource missing) {
      Staged attempt = copy();
      List<Entry> joined = new ArrayList<>();
      List<Entry> joinedHeads = new ArrayList<>();
      for (Entry entry : entries) {
        if (!attempt.has(entry.hash())) {
          joined.addAll(attempt.joinOne(entry, missing));
          joinedHeads.add(entry);
        }
      }
      attempt.stagedHeads = stagedHeads.joined(joined);
      adopt(attempt);
      joined.sort(EntryOrder.OLDEST_FIRST);
      return new JoinOutcome(joined, joinedHeads);
    }

    /** Empties the log: heads and index go, blocks stay. */
    public void clear() {
      added.clear();
      writers.clear();
      stagedHeads = Heads.NONE;
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
        blocks.put(batch, entry.block());
        space.putEntry(batch, entry.hash());
      }
      if (!added.isEmpty()) {
        space.putHeads(batch, stagedHeads);
      }
    }

    /** Makes the writes visible; call it when the batch has been written. */
    public void applied() {
      requireCurrent();
      heads = stagedHeads;
      identityStored = identityStored || writers.containsKey(identity.hash());
    }

    EntryHeader header(Cid hash) {
      Entry fresh = added.get(hash);
      return fresh != null ? fresh.header() : recent.get(hash);
    }

    private Clock tick() {
      if (stagedHeads.time() == Clock.MAX_TIME) {
        throw new IllegalStateException(
            problem("Clock of the log has run out")
                .at("log", id)
                .advice("Remove the entry that set it to the largest time, or use a new database")
                .toString());
      }
      return new Clock(identity.publicKey(), stagedHeads.time() + 1);
    }

    /** The newest entries of the walk, without as many of them as there are heads. */
    private List<Cid> references() {
      List<EntryHeader> roots = stagedHeads.newestFirst().stream().map(Entry::header).toList();
      recent.reserve(roots.size() + referencesCount);
      Walk<EntryHeader> walk = new Walk<>(roots, this::header);
      List<Cid> references = new ArrayList<>(referencesCount);
      for (int seen = 0; references.size() < referencesCount && walk.hasNext(); seen++) {
        EntryHeader header = walk.next();
        if (seen >= roots.size()) {
          references.add(header.hash());
        }
      }
      return references;
    }

    private List<Entry> joinOne(Entry entry, BlockSource missing) {
      Join join = new Join(Oplog.this, this, missing);
      join.collect(entry);
      List<Entry> found = join.added();
      add(found, join.writers());
      return found;
    }

    private void add(List<Entry> entries, Map<Cid, Identity> theirWriters) {
      for (Entry entry : entries) {
        added.put(entry.hash(), entry);
        recent.add(entry.header());
      }
      writers.putAll(theirWriters);
    }

    private Staged copy() {
      Staged copy = new Staged(base);
      copy.adopt(this);
      return copy;
    }

    private void adopt(Staged other) {
      added.putAll(other.added);
      writers.putAll(other.writers);
      stagedHeads = other.stagedHeads;
      cleared = other.cleared;
    }

    private void writeIdentity(StorageBatch batch, Cid hash, Identity writer) {
      boolean stored = hash.equals(identity.hash()) ? identityStored : blocks.has(hash);
      if (!stored) {
        blocks.put(batch, writer.block());
      }
    }

    private void requireCurrent() {
      if (heads != base) {
        throw new IllegalStateException(
            problem("Log was changed while writes were collected")
                .at("log", id)
                .advice("Collect and apply one set of writes at a time")
                .toString());
      }
    }
  }
}
