package io.debros.store.oplog;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one log as they are stored, right or wrong: for those who check or repair them.
 * Whoever changes rows makes sure that nobody has the log open. Immutable, thread-safe.
 */
public final class StoredLog {
  private static final Pattern HASH = Pattern.compile("\"hash\":\"([1-9A-HJ-NP-Za-km-z]+)\"");
  private static final byte[] PRESENT = new byte[0];

  private final String id;
  private final byte[] prefix;

  private StoredLog(String id) {
    this.id = id;
    this.prefix = LogSpace.prefixOf(id);
  }

  /** The log of an id; for databases the address. */
  public static StoredLog of(String id) {
    return new StoredLog(id);
  }

  /** What the rows of this log begin with. The caller owns the array. */
  public byte[] prefix() {
    return prefix.clone();
  }

  /** Whether there is a list of heads, and be it damaged. */
  public boolean hasHeads(StorageReader reader) {
    return reader.get(LogSpace.HEADS, prefix) != null;
  }

  /**
   * The hashes of the stored heads, in the order of their arrival; empty if no list is stored.
   *
   * @throws StorageException if a hash of the list is damaged
   */
  public List<Cid> headHashes(StorageReader reader) {
    byte[] json = reader.get(LogSpace.HEADS, prefix);
    List<Cid> hashes = new ArrayList<>();
    Matcher matcher = HASH.matcher(json == null ? "" : new String(json, UTF_8));
    while (matcher.find()) {
      hashes.add(head(matcher.group(1)));
    }
    return hashes;
  }

  /**
   * What the stored list says of a head: the hashes that it points to, as text; null if the list
   * does not name it.
   */
  public @Nullable String nextInList(StorageReader reader, Cid head) {
    byte[] json = reader.get(LogSpace.HEADS, prefix);
    String start = "\"hash\":\"" + head + "\",\"next\":[";
    String text = json == null ? "" : new String(json, UTF_8);
    int from = text.indexOf(start);
    int to = from < 0 ? -1 : text.indexOf(']', from);
    return to < 0 ? null : text.substring(from + start.length(), to);
  }

  /** What the list of heads would say that an entry points to; see {@link #nextInList}. */
  public static String nextOf(Entry entry) {
    return entry.next().stream().map(hash -> "\"" + hash + "\"").collect(joining(","));
  }

  /** Whether the stored list is exactly the one of these heads, in the order of their arrival. */
  public boolean headsAre(StorageReader reader, List<Entry> arrived) {
    byte[] json = reader.get(LogSpace.HEADS, prefix);
    return json != null && Arrays.equals(json, Heads.of(arrived).toJson().getBytes(UTF_8));
  }

  /** Rows of the entries of this log, by hash; close the cursor. */
  public StorageCursor entries(StorageReader reader) {
    return reader.scan(LogSpace.LOG, KeyRange.prefix(prefix), Direction.ASCENDING);
  }

  /**
   * The hash in a row of {@link #entries}.
   *
   * @throws StorageException if the row is damaged
   */
  public Cid hashOf(StorageCursor row) {
    byte[] key = row.key();
    Cid hash = decode(Arrays.copyOfRange(key, prefix.length, key.length), Cid::decode);
    if (row.value().length != 0) {
      throw damagedRow(null);
    }
    return hash;
  }

  /** Whether the entry is in the index of this log. */
  public boolean has(StorageReader reader, Cid hash) {
    return reader.get(LogSpace.LOG, LogSpace.key(prefix, hash)) != null;
  }

  /** Adds an entry to the index. */
  public void putEntry(StorageBatch batch, Cid hash) {
    batch.put(LogSpace.LOG, LogSpace.key(prefix, hash), PRESENT);
  }

  /** Takes an entry out of the index. */
  public void removeEntry(StorageBatch batch, Cid hash) {
    batch.delete(LogSpace.LOG, LogSpace.key(prefix, hash));
  }

  /** Writes a damaged row of {@link #entries} again if its hash is legible, or removes it. */
  public void fixRow(StorageBatch batch, StorageCursor row) {
    byte[] key = row.key();
    Cid hash = decodeOrNull(Arrays.copyOfRange(key, prefix.length, key.length));
    if (hash == null) {
      batch.delete(LogSpace.LOG, key);
    } else {
      putEntry(batch, hash);
    }
  }

  /** Sets the heads, in the order of their arrival; without any, the log is empty. */
  public void putHeads(StorageBatch batch, List<Entry> arrived) {
    if (arrived.isEmpty()) {
      batch.delete(LogSpace.HEADS, prefix);
    } else {
      batch.put(LogSpace.HEADS, prefix, Heads.of(arrived).toJson().getBytes(UTF_8));
    }
  }

  /** Prefixes of all logs that have heads, or entries; each at least once, without the rows. */
  public static List<byte[]> prefixes(StorageReader reader) {
    List<byte[]> found = new ArrayList<>();
    for (Space space : List.of(LogSpace.HEADS, LogSpace.LOG)) {
      byte @Nullable [] from = new byte[0];
      while (from != null) {
        byte[] prefix = first(reader, space, from);
        if (prefix != null) {
          found.add(prefix);
        }
        from = prefix == null ? null : KeyRange.afterPrefix(prefix);
      }
    }
    return found;
  }

  /** A row of a log, with the hashes that it names; none if it is damaged. */
  @FunctionalInterface
  public interface RowAction {
    void accept(Space space, byte[] key, byte[] value, List<Cid> hashes);
  }

  /** Goes through all rows of a log by its prefix: its heads and its index. */
  public static void forEachRow(StorageReader reader, byte[] prefix, RowAction action) {
    for (Space space : List.of(LogSpace.HEADS, LogSpace.LOG)) {
      try (StorageCursor rows = reader.scan(space, KeyRange.prefix(prefix), Direction.ASCENDING)) {
        while (rows.next()) {
          byte[] key = rows.key();
          byte[] value = rows.value();
          action.accept(space, key, value, hashesOf(space, key, value));
        }
      }
    }
  }

  private static List<Cid> hashesOf(Space space, byte[] key, byte[] value) {
    List<Cid> hashes = new ArrayList<>();
    if (space.equals(LogSpace.LOG)) {
      Cid hash =
          key.length < LogSpace.PREFIX
              ? null
              : decodeOrNull(Arrays.copyOfRange(key, LogSpace.PREFIX, key.length));
      return hash == null ? List.of() : List.of(hash);
    }
    Matcher matcher = HASH.matcher(new String(value, UTF_8));
    while (matcher.find()) {
      try {
        hashes.add(Cid.parseHash(matcher.group(1)));
      } catch (IllegalArgumentException damaged) {
        return List.of();
      }
    }
    return hashes;
  }

  /** The id of some log by its prefix: what its entries say; null if none can be read. */
  public static @Nullable String findId(
      StorageReader reader, byte[] prefix, Function<Cid, @Nullable Entry> load) {
    try (StorageCursor rows =
        reader.scan(LogSpace.LOG, KeyRange.prefix(prefix), Direction.ASCENDING)) {
      while (rows.next()) {
        byte[] key = rows.key();
        Cid hash = decodeOrNull(Arrays.copyOfRange(key, prefix.length, key.length));
        Entry entry = hash == null ? null : load.apply(hash);
        if (entry != null && Arrays.equals(LogSpace.prefixOf(entry.logId()), prefix)) {
          return entry.logId();
        }
      }
    }
    return null;
  }

  private static @Nullable Cid decodeOrNull(byte[] bytes) {
    try {
      return Cid.decode(bytes);
    } catch (IllegalArgumentException noHash) {
      return null;
    }
  }

  private static byte @Nullable [] first(StorageReader reader, Space space, byte[] from) {
    try (StorageCursor rows = reader.scan(space, new KeyRange(from, null), Direction.ASCENDING)) {
      return rows.next() ? Arrays.copyOf(rows.key(), LogSpace.PREFIX) : null;
    }
  }

  private Cid head(String text) {
    try {
      return Cid.parseHash(text);
    } catch (IllegalArgumentException e) {
      throw new StorageException(
          problem("Stored list of heads is damaged")
              .at("log", id)
              .advice("Repair the database: its heads follow from its entries"),
          e);
    }
  }

  private Cid decode(byte[] bytes, Function<byte[], Cid> decoder) {
    try {
      return decoder.apply(bytes);
    } catch (IllegalArgumentException e) {
      throw damagedRow(e);
    }
  }

  private StorageException damagedRow(@Nullable Exception cause) {
    return new StorageException(
        problem("Row of the index of a log is damaged")
            .at("log", id)
            .advice("Repair the database: the index follows from its entries"),
        cause);
  }
}
