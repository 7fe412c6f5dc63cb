package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.care.RepairAction.Kind;
import io.debros.store.error.StorageException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.StoredLog;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * Every step can be done again, and leaves nothing that a verification would not name: a repair
 * that ends early is finished by the next one.
 */
/**
 * Repairs the log of one database: its blocks from a source, its index from links and heads, its
 * heads from the index. Nobody has the database open. One thread.
 */
final class LogRepair {
  private static final int MAX_FALSE = 10_000;

  private final Storage storage;
  private final Address address;
  private final StoredLog log;
  private final Blocks blocks;
  private final BlockFetch fetch;
  private final EntryCheck check;
  private final Actions actions;
  private final Cancellable progress;
  private final Set<Cid> unknownHeads = new LinkedHashSet<>();
  private long lost;
  private long unproven;

  LogRepair(Scope scope, Address address, BlockFetch fetch, Actions actions) {
    this.storage = scope.node().context().storage();
    this.address = address;
    this.log = StoredLog.of(address.toString());
    this.blocks = scope.blocks(address);
    this.fetch = fetch;
    this.check = new EntryCheck(address.toString(), blocks, scope, new Findings(1));
    this.actions = actions;
    this.progress = scope.progress();
  }

  /** Makes the index complete: everything that heads or entries name, as far as it can be had. */
  void completeIndex() {
    fixRows();
    forgetLost();
    for (Cid head : storedHeads()) {
      if (!restore(head)) {
        unknownHeads.add(head);
      }
    }
    progress.begin("repair log", address, 0);
    try (StorageSnapshot before = storage.snapshot();
        StorageCursor cursor = log.entries(before)) {
      while (cursor.next()) {
        Cid hash = log.hashOf(cursor);
        Entry entry = fetch.ensure(hash) ? blocks.findEntry(hash) : null;
        if (entry == null) {
          lost++;
        } else {
          unproven += fetch.ensure(entry.identity()) ? 0 : 1;
          links(entry).forEach(link -> lost += restore(link) ? 0 : 1);
        }
        progress.done(1);
      }
    }
    progress.end();
    if (lost > 0) {
      removeFalseRows();
    }
  }

  /**
   * Every true entry is a head, or another one points to it. So a row whose block nobody has, and
   * that nothing names, is false; but only if all entries that could name it can be read.
   */
  private void removeFalseRows() {
    Set<Cid> named = new HashSet<>(storedHeads());
    Set<Cid> unnamed = new HashSet<>();
    boolean[] sure = {log.hasHeads(storage) && !named.isEmpty()};
    forEachPart(
        links ->
            forEachHash(
                hash -> {
                  if (links.covers(hash.bytes()) && blocks.findEntry(hash) == null) {
                    boolean pointed = links.isPointedTo(hash.bytes()) || named.contains(hash);
                    sure[0] &= !pointed && unnamed.size() < MAX_FALSE;
                    unnamed.add(hash);
                  }
                }));
    if (sure[0]) {
      unnamed.forEach(this::removeFalse);
    }
  }

  private void removeFalse(Cid hash) {
    StorageBatch batch = new StorageBatch();
    log.removeEntry(batch, hash);
    storage.write(batch);
    lost--;
    actions.add(
        Kind.REMOVED,
        problem("Row of an entry that nothing names and nobody has was removed")
            .at("database", address)
            .at("entry", hash));
  }

  /**
   * Makes the stored heads those that no other entry points to. Without the entries that cannot be
   * read nobody knows which these are; then nothing is changed.
   */
  void fixHeads() {
    if (lost > 0) {
      return;
    }
    List<Entry> heads = heads();
    if (!unknownHeads.stream().allMatch(head -> isMisread(head, heads))) {
      lost += unknownHeads.size();
      return;
    }
    List<Cid> arrived = storedHeads();
    List<Entry> inOrder = new ArrayList<>(heads);
    inOrder.sort(Comparator.comparingInt(head -> placeOf(head, arrived)));
    boolean right = log.hasHeads(storage) ? log.headsAre(storage, inOrder) : inOrder.isEmpty();
    if (!right) {
      StorageBatch batch = new StorageBatch();
      log.putHeads(batch, inOrder);
      storage.write(batch);
      rebuilt("Heads were made anew from the entries");
    }
  }

  /** Whether a head that nobody has is a head that is here, whose hash was damaged in the list. */
  private boolean isMisread(Cid unknown, List<Entry> heads) {
    String next = log.nextInList(storage, unknown);
    return heads.stream().anyMatch(head -> StoredLog.nextOf(head).equals(next));
  }

  /** Heads that the list does not name arrived last. */
  private static int placeOf(Entry head, List<Cid> arrived) {
    int place = arrived.indexOf(head.hash());
    return place < 0 ? Integer.MAX_VALUE : place;
  }

  /** Whether some entries could neither be read nor fetched. */
  boolean hasLost() {
    return lost > 0;
  }

  /** Whether nobody knows who wrote some entries, because their identities are lost. */
  boolean hasUnproven() {
    return unproven > 0;
  }

  /** What was lost was put aside: it is missed no more. */
  void forgetLost() {
    lost = 0;
    unproven = 0;
    unknownHeads.clear();
  }

  /** Rows whose value is damaged are written again; of others nobody knows what they said. */
  private void fixRows() {
    StorageBatch batch = new StorageBatch();
    try (StorageCursor cursor = log.entries(storage)) {
      while (cursor.next()) {
        if (!isRight(cursor)) {
          log.fixRow(batch, cursor);
          rebuilt("Damaged row of the index of the log was removed or written again");
        }
      }
    }
    storage.write(batch);
  }

  private boolean isRight(StorageCursor cursor) {
    try {
      log.hashOf(cursor);
      return true;
    } catch (StorageException damaged) {
      return false;
    }
  }

  /**
   * Adds an entry that something names, and all its ancestors.
   *
   * @return false if it cannot be had; then those of its descendants that were added lack it
   */
  private boolean restore(Cid named) {
    boolean complete = true;
    Deque<Cid> missing = new ArrayDeque<>(List.of(named));
    while (!missing.isEmpty()) {
      Cid hash = missing.pop();
      if (log.has(storage, hash)) {
        continue;
      }
      Entry entry = checked(hash);
      if (entry == null) {
        complete = false;
        continue;
      }
      StorageBatch batch = new StorageBatch();
      log.putEntry(batch, hash);
      storage.write(batch);
      actions.add(
          Kind.REBUILT, problem("Entry was put into the index of its log").at("entry", hash));
      links(entry).forEach(missing::push);
    }
    return complete;
  }

  private @Nullable Entry checked(Cid hash) {
    Entry entry = fetch.ensure(hash) ? blocks.findEntry(hash) : null;
    if (entry == null || !fetch.ensure(entry.identity())) {
      return null;
    }
    return check.check(hash);
  }

  private static List<Cid> links(Entry entry) {
    return Stream.concat(entry.next().stream(), entry.refs().stream()).toList();
  }

  private List<Cid> storedHeads() {
    try {
      return log.headHashes(storage);
    } catch (StorageException damaged) {
      return List.of();
    }
  }

  /** Entries that no other points to, in the order of their hashes. */
  private List<Entry> heads() {
    List<Entry> heads = new ArrayList<>();
    forEachPart(
        links ->
            forEachHash(
                hash -> {
                  if (links.covers(hash.bytes()) && !links.isPointedTo(hash.bytes())) {
                    heads.add(Objects.requireNonNull(blocks.findEntry(hash), "whole entry"));
                  }
                }));
    return heads;
  }

  /** Gives an action all links, in as many parts as fit into memory. */
  private void forEachPart(Consumer<LinkTable> action) {
    long entries = count();
    int parts = (int) Math.max(1, (entries + LogVerification.PART - 1) / LogVerification.PART);
    for (int part = 0; part < parts; part++) {
      LinkTable links = new LinkTable(2 * entries / parts, part, parts);
      forEachHash(hash -> links.add(hash.bytes()));
      forEachHash(hash -> point(hash, links));
      action.accept(links);
    }
  }

  private void point(Cid hash, LinkTable links) {
    Entry entry = blocks.findEntry(hash);
    if (entry != null) {
      entry.next().forEach(next -> links.point(next.bytes()));
    }
  }

  private long count() {
    long[] count = {0};
    forEachHash(hash -> count[0]++);
    return count[0];
  }

  private void forEachHash(Consumer<Cid> action) {
    try (StorageCursor cursor = log.entries(storage)) {
      while (cursor.next()) {
        action.accept(log.hashOf(cursor));
      }
    }
  }

  private void rebuilt(String sentence) {
    actions.add(Kind.REBUILT, problem(sentence).at("address", address));
  }
}
