package io.debros.store.oplog;

import io.debros.store.error.BadBlockException;
import io.debros.store.error.DebrosException;
import io.debros.store.error.UnreadableException;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one join that are refused whatever they build on. Keeps little of each, because a
 * hostile peer can offer very many. One thread at a time.
 */
final class RefusedEntries {
  /** How many entries are kept to be tried again. */
  private static final int MOST_ASIDE = 10_000;

  private final Oplog log;
  private final Map<Cid, Refusal> refusals = new HashMap<>();
  private final List<Refusal> given = new ArrayList<>();
  private final Map<Cid, Entry> aside = new LinkedHashMap<>();

  RefusedEntries(Oplog log) {
    this.log = log;
  }

  /** Adds an entry with a flaw. */
  void add(Pending entry, Flaw flaw) {
    add(refusal(entry, flaw), entry.given);
    if (!flaw.reason().isFinal() && aside.size() < MOST_ASIDE) {
      aside.put(entry.hash(), entry.entry);
    }
  }

  /** Adds a block that is not an entry, as far as one can see here. */
  void add(Cid hash, byte[] bytes, DebrosException error, boolean wasGiven) {
    RefusalReason reason = RefusalReason.MALFORMED;
    if (bytes.length > Entry.MAX_BYTES) {
      reason = RefusalReason.TOO_LARGE;
    }
    Cid identity = EntryFormat.findIdentity(bytes);
    String found = Refusal.sentence(error);
    add(new Refusal(log.id(), hash, identity, nameOf(identity), reason, found), wasGiven);
  }

  /** Adds a block that holds a ciphertext which no cipher here reads. */
  void addUndecryptable(Cid hash, UnreadableException error, boolean wasGiven) {
    String found = Refusal.sentence(error);
    add(new Refusal(log.id(), hash, null, null, RefusalReason.UNDECRYPTABLE, found), wasGiven);
  }

  /** Adds a block in whose place the source gave another one. */
  void addWrong(Cid hash) {
    refusals.put(hash, new Refusal(log.id(), hash, null, null, RefusalReason.WRONG_BLOCK, ""));
  }

  @Nullable Refusal find(Cid hash) {
    return refusals.get(hash);
  }

  boolean contains(Cid hash) {
    return refusals.containsKey(hash);
  }

  /** Those that the caller gave, in that order. */
  List<Refusal> given() {
    return given;
  }

  /** Those of some refused entries that may be taken another time, oldest first. */
  List<Entry> aside(Collection<Cid> refused) {
    return refused.stream()
        .filter(aside::containsKey)
        .map(aside::get)
        .sorted(EntryOrder.OLDEST_FIRST)
        .toList();
  }

  /** Why an entry stays out that is no part of this. */
  Refusal refusal(Pending entry, Flaw flaw) {
    Cid identity = entry.entry.identity();
    Identity writer = entry.writer == null ? null : entry.writer.identity();
    String id = writer == null ? nameOf(identity) : writer.id();
    String name = id == null ? entry.entry.key() : id;
    return new Refusal(log.id(), entry.hash(), identity, name, flaw.reason(), flaw.detail());
  }

  private void add(Refusal refusal, boolean wasGiven) {
    refusals.put(refusal.entry(), refusal);
    if (wasGiven) {
      given.add(refusal);
    }
  }

  /** Null if the identity is not known here. */
  private @Nullable String nameOf(@Nullable Cid hash) {
    try {
      Identity known = hash == null ? null : log.identities().find(hash);
      return known == null ? null : known.id();
    } catch (BadBlockException error) {
      return null; // the refusal has another reason, and goes without the name
    }
  }
}
