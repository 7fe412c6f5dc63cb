package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.Problem;
import io.debros.store.error.StorageException;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.Storage;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
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
  private final OplogOptions options;
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
      OplogOptions options) {
    this.id = id;
    this.identity = identity;
    this.identities = identities;
    this.blocks = blocks;
    this.space = space;
    this.access = access;
    this.options = options;
  }

  /**
   * Opens a log as the storage has it; one that it does not know is empty.
   *
   * @param logId for databases the address
   * @param identity who appends here; its block is stored with the first entry
   * @throws StorageException if a head that the storage names is missing or damaged
   */
  public static Oplog open(
      String logId,
      Identity identity,
      Identities identities,
      BlockStore blocks,
      Storage storage,
      AccessController access,
      OplogOptions options) {
    LogSpace space = new LogSpace(storage, logId);
    Oplog log = new Oplog(logId, identity, identities, blocks, space, access, options);
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
    boolean isEmpty = heads.newestFirst().isEmpty(); // as it is here while all of it is fetched
    return !isEmpty && space.has(hash);
  }

  /**
   * The entry of a block, which need not be part of this log.
   *
   * @throws io.debros.store.error.MissingBlockException if the block is not here
   * @throws io.debros.store.error.BadEntryException if it is not an entry
   */
  public Entry get(Cid hash) {
    return decode(hash, blocks.get(hash), null);
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
    return new Staged(this, space, heads);
  }

  /** How this log was opened. */
  public OplogOptions options() {
    return options;
  }

  /**
   * What is wrong with entries by themselves, whatever they build on: their form, identity, access
   * and signature. Follows no links and changes nothing. Safe from any thread.
   *
   * @param blocks as they were received
   * @param identities of their writers, as far as they are not stored here; an entry whose writer
   *     is nowhere is not refused
   * @return one for each entry that is refused, in no order
   */
  public List<Refusal> check(Collection<EntryBlock> blocks, BlockSource identities) {
    Gathering gathering = new Gathering(this, stage(), identities);
    gathering.giveBlocks(blocks);
    gathering.checkGiven();
    return List.copyOf(gathering.refused().given());
  }

  /**
   * The entry that received bytes are, by the rules of this log and with its ciphers; it need not
   * be part of the log.
   *
   * @throws io.debros.store.error.BadEntryException if they are not an entry
   * @throws io.debros.store.error.UnreadableException if they are encrypted with another key
   */
  public Entry decode(byte[] block) {
    return decode(Cid.ofDagCbor(block), block, null);
  }

  /**
   * The same for bytes whose hash was computed before.
   *
   * @param known shared by many entries that are read; null for one that is read by itself
   */
  public Entry decode(Cid hash, byte[] bytes, @Nullable KnownHashes known) {
    return Entry.decode(hash, bytes, options.limits().unknownFields(), options.encryption(), known);
  }

  /** Begins to check signatures of entries ahead of their joins. Safe from any thread. */
  public Proofs proofs() {
    return new Proofs(this);
  }

  RecentHeaders recent() {
    return recent;
  }

  boolean hasHeads(Heads base) {
    return heads == base;
  }

  boolean identityStored() {
    return identityStored;
  }

  void applied(Heads written, boolean ownIdentityWritten) {
    heads = written;
    identityStored = identityStored || ownIdentityWritten;
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
    return Entry.stored(hash, blocks.get(hash), options.encryption());
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
    return Entry.stored(hash, bytes, options.encryption());
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
}
