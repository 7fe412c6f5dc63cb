package io.debros.store.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.encryption.DataCipher;
import io.debros.store.error.UnreadableException;
import io.debros.store.index.Indexes;
import io.debros.store.index.KeyMerge;
import io.debros.store.index.WinningEntry;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.merge.Ancestry;
import io.debros.store.merge.MergeRule;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Encryption;
import io.debros.store.oplog.Entry;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A database as it is stored, for those who check or repair it. Stateless. */
public final class StoredDatabase {
  /** From what the index of a database was made. */
  public enum Made {
    /** From the present heads, by the rules given. */
    PRESENT,
    /** From the present heads, by the rules of another type. */
    BY_OTHER_RULES,
    /** From other heads, or not wholly: the next open makes it again. */
    OUTDATED
  }

  private StoredDatabase() {}

  /** The rules by which an open database is indexed. */
  public static Indexing indexing(Database database) {
    return database.engine().indexing();
  }

  /**
   * The rules by which the index of a database was made.
   *
   * @param heads of its log, newest first
   * @param open those of its open instance, or of the type that its manifest names
   * @return others than those given if a closed database was one of another type that we know by
   *     the same name in manifests, as a feed
   */
  public static Indexing indexing(
      StorageReader reader,
      Address address,
      List<Entry> heads,
      Indexing open,
      Encryption encryption) {
    if (made(reader, address, heads, open, encryption) == Made.BY_OTHER_RULES
        && open instanceof EventOperations) {
      for (Indexing other : EventOperations.values()) {
        if (made(reader, address, heads, other, encryption) == Made.PRESENT) {
          return other;
        }
      }
    }
    return open;
  }

  /**
   * What an entry does to the rows of its database; null if the database does not show it, or it
   * cannot be read.
   */
  public static @Nullable IndexedEntry read(Indexing indexing, Entry entry) {
    try {
      return EntryIndexer.read(indexing, entry);
    } catch (UnreadableException forgotten) {
      return null;
    }
  }

  /** Whether a newer operation has the row of one that can be read, and cannot be read itself. */
  public static boolean isHidden(
      Indexes indexes,
      StorageReader reader,
      Address address,
      DataCipher cipher,
      IndexedEntry operation) {
    Integer tags = indexes.findDatabaseId(reader, address + DatabaseIndex.TAGS);
    WinningEntry newest =
        tags == null ? null : indexes.keys().find(reader, tags, cipher.tagOf(operation.key()));
    return newest != null && newest.value().length == 0 && newest.isNewerThan(operation.winner());
  }

  /** Opens a database by rules that are given, which makes its index if need be. */
  public static Database open(
      DatabaseContext context,
      Manifest manifest,
      AccessController access,
      Indexing indexing,
      Encryption encryption) {
    return DatabaseEngine.open(
        context,
        manifest,
        access,
        new PlainType<>(manifest.type(), KeyValueDatabase.class, indexing, KeyValueDatabase::new),
        DatabaseOptions.defaults().withEncryption(encryption));
  }

  /**
   * How the rows of a database are made of several entries; null if the newest is the row.
   *
   * @param log gives an entry; null if it cannot be read
   */
  public static @Nullable KeyMerge merge(Indexing indexing, Function<Cid, @Nullable Entry> log) {
    MergeRule rule = indexing.merge();
    return rule == null
        ? null
        : new RowMerge(
            rule,
            hash -> {
              Entry entry = log.apply(hash);
              return entry == null ? null : EntryIndexer.winner(indexing, entry);
            },
            new Ancestry(log));
  }

  /**
   * Compares from what the index of a database was made.
   *
   * @param heads of its log, newest first
   */
  public static Made made(
      StorageReader reader,
      Address address,
      List<Entry> heads,
      Indexing indexing,
      Encryption encryption) {
    byte[] stored = reader.get(DatabaseIndex.SPACE, key(address));
    if (stored == null) {
      return heads.isEmpty() ? Made.PRESENT : Made.OUTDATED;
    }
    if (Arrays.equals(
        stored, DatabaseIndex.mark(EntryIndexer.version(indexing, encryption), heads))) {
      return Made.PRESENT;
    }
    byte[] hashes = DatabaseIndex.hashes(heads);
    int version = stored.length - hashes.length;
    return version >= 0 && Arrays.equals(stored, version, stored.length, hashes, 0, hashes.length)
        ? Made.BY_OTHER_RULES
        : Made.OUTDATED;
  }

  /** Addresses of the databases of which is recorded from what their index was made. */
  public static List<String> indexed(StorageReader reader) {
    List<String> addresses = new ArrayList<>();
    try (StorageCursor rows =
        reader.scan(DatabaseIndex.SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        addresses.add(new String(rows.key(), UTF_8));
      }
    }
    return addresses;
  }

  /** Under which addresses the indexes know databases: some have a part for encrypted rows. */
  public static Set<String> namesInIndexes(Collection<Address> databases) {
    Set<String> names = new HashSet<>();
    for (Address database : databases) {
      names.add(database.toString());
      names.add(database + DatabaseIndex.TAGS);
    }
    return names;
  }

  /** Makes the next open make the index of a database anew. */
  public static void forgetIndex(StorageBatch batch, Address address) {
    batch.put(DatabaseIndex.SPACE, key(address), DatabaseIndex.UNFINISHED.clone());
  }

  /** Forgets from what any index was made. */
  public static void forgetIndexes(StorageReader reader, StorageBatch batch) {
    try (StorageCursor rows =
        reader.scan(DatabaseIndex.SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        batch.delete(DatabaseIndex.SPACE, rows.key());
      }
    }
  }

  private static byte[] key(Address address) {
    return address.toString().getBytes(UTF_8);
  }
}
