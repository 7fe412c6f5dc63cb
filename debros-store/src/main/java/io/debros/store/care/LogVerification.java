package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.database.IndexedEntry;
import io.debros.store.database.Indexing;
import io.debros.store.database.StoredDatabase;
import io.debros.store.encryption.DataCipher;
import io.debros.store.error.StorageException;
import io.debros.store.index.IndexAudit;
import io.debros.store.index.Indexes;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.StoredLog;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * The index of the log is read in the order of the hashes, which is the order of the blocks too.
 * Every entry is checked by itself; all that is kept of it is a place in a table of links. If all
 * links lead to entries of the index, and the heads are those that nobody points to, the index is
 * what can be reached from the heads. A log that is too long for one table is read several times,
 * with the links to one part of the entries at a time.
 */
/** Checks the log of one database, and its entries against the key index. One thread. */
final class LogVerification {
  /** Entries whose links fit into one table, of 32 MiB. */
  static final int PART = 1 << 21;

  private static final int BATCH = 128;
  private static final int MOST_HEADS = 10_000;

  private final StoredLog log;
  private final Address address;
  private final StorageReader reader;
  private final Indexes indexes;
  private final Blocks blocks;
  private final EntryCheck check;
  private final Findings findings;
  private final Cancellable progress;
  private final @Nullable Indexing indexing;
  private final @Nullable IndexAudit audit;
  private final int partSize;
  private final List<Cid> seemingHeads = new ArrayList<>();
  private long entries;
  private long fitting;
  private boolean holes;

  /**
   * @param indexing null if nobody knows how to read the entries
   * @param audit null if there is no index
   */
  LogVerification(
      Scope scope,
      Address address,
      Findings findings,
      @Nullable Indexing indexing,
      @Nullable IndexAudit audit,
      int partSize) {
    this.log = StoredLog.of(address.toString());
    this.address = address;
    this.reader = scope.reader();
    this.indexes = scope.node().context().indexes();
    this.blocks = scope.blocks(address);
    this.check = new EntryCheck(address.toString(), blocks, scope, findings);
    this.findings = findings;
    this.progress = scope.progress();
    this.indexing = indexing;
    this.audit = audit;
    this.partSize = partSize;
  }

  /** Looks at every entry. */
  void run(InParallel threads) {
    countEntries();
    int parts = (int) Math.max(1, (entries + partSize - 1) / partSize);
    for (int part = 0; part < parts; part++) {
      LinkTable links = new LinkTable(2L * entries / parts, part, parts);
      fill(links);
      progress.begin(part == 0 ? "entries" : "links", address, entries);
      checkEntries(threads, links, part == 0);
      progress.end();
      checkHeads(links);
    }
    if (!holes) {
      seemingHeads.forEach(
          hash -> headsWrong("Entry that no other points to is not among the heads", hash));
    }
  }

  /** Entries in the index of the log. */
  long entries() {
    return entries;
  }

  /** Entries that are encrypted with a key that is not here. */
  long unreadable() {
    return check.unreadable();
  }

  /** Entries that are exactly what the key index says. */
  long fitting() {
    return fitting;
  }

  private void countEntries() {
    progress.begin("log", address, 0);
    try (StorageCursor cursor = log.entries(reader)) {
      while (cursor.next()) {
        if (find(cursor) == null) {
          findings.add(
              FindingKind.LOG_INDEX_WRONG,
              problem("Row of the index of the log is damaged").at("row", hex(cursor.key())));
        } else {
          entries++;
        }
        progress.done(1);
      }
    }
    progress.end();
  }

  private void fill(LinkTable links) {
    try (StorageCursor cursor = log.entries(reader)) {
      while (cursor.next()) {
        Cid hash = find(cursor);
        if (hash != null) {
          links.add(hash.bytes());
        }
      }
    }
  }

  private void checkEntries(InParallel threads, LinkTable links, boolean wholly) {
    InParallel.Series<Tally> series = threads.series(this::add);
    try (StorageCursor cursor = log.entries(reader)) {
      List<Cid> batch = new ArrayList<>();
      while (cursor.next()) {
        Cid hash = find(cursor);
        if (hash != null) {
          batch.add(hash);
        }
        if (batch.size() == BATCH) {
          List<Cid> full = batch;
          series.add(() -> checkBatch(full, links, wholly));
          batch = new ArrayList<>();
        }
      }
      List<Cid> last = batch;
      series.add(() -> checkBatch(last, links, wholly));
      series.finish();
    }
  }

  private Tally checkBatch(List<Cid> hashes, LinkTable links, boolean wholly) {
    Tally tally = new Tally(hashes.size());
    for (Cid hash : hashes) {
      Entry entry = wholly ? check.check(hash) : blocks.findEntry(hash);
      if (entry == null) {
        tally.holes = true;
        continue;
      }
      tally.holes |= !follow(entry, links);
      if (wholly && fits(entry)) {
        tally.fitting++;
      }
    }
    return tally;
  }

  /** False if something that the entry builds on is not there. */
  private boolean follow(Entry entry, LinkTable links) {
    boolean whole = true;
    for (Cid next : entry.next()) {
      byte[] bytes = next.bytes();
      if (links.covers(bytes) && !links.point(bytes)) {
        lost(next, entry);
        whole = false;
      }
    }
    for (Cid reference : entry.refs()) {
      byte[] bytes = reference.bytes();
      if (links.covers(bytes) && !links.has(bytes)) {
        lost(reference, entry);
      }
    }
    return whole;
  }

  private boolean fits(Entry entry) {
    if (indexing == null || audit == null) {
      return false;
    }
    IndexedEntry row = StoredDatabase.read(indexing, entry);
    return row != null
        && !isHidden(row)
        && audit.fit(row.key(), row.winner()) == IndexAudit.Fit.EQUAL;
  }

  /** Whether a newer entry has the row, which cannot be read. */
  private boolean isHidden(IndexedEntry row) {
    return blocks.encryption().data() instanceof DataCipher cipher
        && StoredDatabase.isHidden(indexes, reader, address, cipher, row);
  }

  private void lost(Cid hash, Entry namedBy) {
    findings.add(
        FindingKind.LINK_MISSING,
        problem("Entry that others name is not in the log")
            .at("entry", hash)
            .at("named by", namedBy.hash())
            .advice("Repair with a source that has it, unless its block is here"),
        hash.toString());
  }

  private void add(Tally tally) {
    fitting += tally.fitting;
    holes |= tally.holes;
    progress.done(tally.entries);
  }

  /**
   * Of entries that cannot be read, or are not there, nobody knows what they point to: then some
   * seem to be heads.
   */
  private void checkHeads(LinkTable links) {
    Set<Cid> stored = new HashSet<>(storedHeads());
    for (Cid head : stored) {
      byte[] bytes = head.bytes();
      if (links.covers(bytes) && !links.has(bytes)) {
        headsWrong("Stored head is not in the log", head);
      } else if (links.covers(bytes) && links.isPointedTo(bytes)) {
        headsWrong("Stored head is an entry that another one points to", head);
      }
    }
    try (StorageCursor cursor = log.entries(reader)) {
      while (!holes && cursor.next()) {
        Cid hash = find(cursor);
        boolean head =
            hash != null && links.covers(hash.bytes()) && !links.isPointedTo(hash.bytes());
        if (hash != null && head && !stored.contains(hash) && seemingHeads.size() < MOST_HEADS) {
          seemingHeads.add(hash);
        }
      }
    }
  }

  private List<Cid> storedHeads() {
    try {
      List<Cid> hashes = log.headHashes(reader);
      List<Entry> heads = new ArrayList<>();
      for (Cid hash : hashes) {
        Entry head = blocks.findEntry(hash);
        if (head != null) {
          heads.add(head);
        }
      }
      if (heads.size() == hashes.size() && log.hasHeads(reader) && !log.headsAre(reader, heads)) {
        headsWrong("Stored list of heads is damaged", null);
      }
      return hashes;
    } catch (StorageException damaged) {
      headsWrong("Stored list of heads is damaged", null);
      return List.of();
    }
  }

  private void headsWrong(String sentence, @Nullable Cid entry) {
    findings.add(
        FindingKind.HEADS_WRONG,
        (entry == null ? problem(sentence) : problem(sentence).at("entry", entry))
            .advice("Repair the database: its heads follow from its entries"));
  }

  private @Nullable Cid find(StorageCursor cursor) {
    try {
      return log.hashOf(cursor);
    } catch (StorageException damaged) {
      return null;
    }
  }

  private static String hex(byte[] key) {
    return HexFormat.of().formatHex(key);
  }

  /** What a batch came to. */
  private static final class Tally {
    private final int entries;
    private long fitting;
    private boolean holes;

    private Tally(int entries) {
      this.entries = entries;
    }
  }
}
