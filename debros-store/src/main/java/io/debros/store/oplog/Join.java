package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.BlockSource;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadEntryException;
import io.debros.store.error.Problem;
import io.debros.store.identity.Identity;
import io.debros.store.multiformats.Cid;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Collects one entry and everything that links it to the log, and checks all of it. Changes
 * nothing. Writer thread only.
 */
final class Join {
  private final Oplog log;
  private final Oplog.Staged staged;
  private final BlockSource source;
  private final Map<Cid, Entry> added = new LinkedHashMap<>();
  private final Map<Cid, Identity> writers = new HashMap<>();
  private final Deque<Entry> unchecked = new ArrayDeque<>();

  Join(Oplog log, Oplog.Staged staged, BlockSource source) {
    this.log = log;
    this.staged = staged;
    this.source = source;
  }

  /** Follows {@code next} and {@code refs} down to what the log has. */
  void collect(Entry head) {
    add(head);
    for (Entry entry = unchecked.poll(); entry != null; entry = unchecked.poll()) {
      check(entry);
      for (Cid hash : links(entry)) {
        if (!added.containsKey(hash) && !staged.has(hash)) {
          add(Entry.decode(log.blocks().get(hash, source).bytes()));
        }
      }
    }
    added.values().forEach(this::checkClock);
  }

  /** The new entries, oldest first, so that the joined one is the last. */
  List<Entry> added() {
    return added.values().stream().sorted(EntryOrder.OLDEST_FIRST).toList();
  }

  /** Writers of the new entries, by hash. */
  Map<Cid, Identity> writers() {
    return writers;
  }

  private void add(Entry entry) {
    added.put(entry.hash(), entry);
    unchecked.add(entry);
  }

  private static List<Cid> links(Entry entry) {
    return Stream.concat(entry.next().stream(), entry.refs().stream()).toList();
  }

  private void check(Entry entry) {
    if (!entry.logId().equals(log.id())) {
      throw bad(problem("Entry belongs to another log").at("otherLog", entry.logId()), entry);
    }
    if (entry.clock().time() < 1 || !entry.clock().id().equals(entry.key())) {
      throw bad(problem("Clock of entry is not one of its writer"), entry);
    }
    Identity writer = writer(entry);
    if (!writer.publicKey().equals(entry.key())) {
      throw bad(problem("Key of entry is not the key of its identity"), entry);
    }
    if (log.access().standing(writer) != Standing.MAY_WRITE) {
      throw denied(log, entry, writer);
    }
    if (!entry.verify(log.identities())) {
      throw bad(problem("Signature of entry does not match"), entry);
    }
  }

  private Identity writer(Entry entry) {
    Cid hash = entry.identity();
    Identity known = writers.get(hash);
    if (known != null) {
      return known;
    }
    Identity writer = loadWriter(hash, entry);
    if (!log.identities().supports(writer.type()) || !log.identities().verify(writer)) {
      throw bad(problem("Identity of entry does not verify").at("type", writer.type()), entry);
    }
    writers.put(hash, writer);
    return writer;
  }

  private Identity loadWriter(Cid hash, Entry entry) {
    try {
      Identity stored = log.identities().find(hash);
      if (stored != null) {
        return stored;
      }
      return Identity.decode(log.blocks().get(hash, source).bytes());
    } catch (BadBlockException error) {
      throw bad(problem("Identity of entry cannot be read"), entry, error);
    }
  }

  private void checkClock(Entry entry) {
    for (Cid hash : entry.next()) {
      Entry fresh = added.get(hash);
      LogNode before = fresh != null ? fresh : staged.header(hash);
      if (before.clock().time() >= entry.clock().time()) {
        throw bad(problem("Clock of entry does not exceed the clocks of its next"), entry);
      }
    }
  }

  static AppendDeniedException denied(Oplog log, Entry entry, Identity writer) {
    return new AppendDeniedException(
        problem("Identity may not append to this log")
            .at("log", log.id())
            .at("identity", writer.id())
            .at("entry", entry.hash())
            .advice("Add the identity to the access controller, or open a log that it may write"));
  }

  private BadEntryException bad(Problem problem, Entry entry) {
    return new BadEntryException(located(problem, entry));
  }

  private BadEntryException bad(Problem problem, Entry entry, Exception cause) {
    return new BadEntryException(located(problem, entry), cause);
  }

  private Problem located(Problem problem, Entry entry) {
    return problem
        .at("log", log.id())
        .at("entry", entry.hash())
        .at("identity", entry.identity())
        .advice("Keep it out, and what builds on it: it is forged or damaged");
  }
}
