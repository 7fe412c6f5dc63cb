package io.debros.store.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.encryption.DataCipher;
import io.debros.store.encryption.EncryptionKeys;
import io.debros.store.encryption.SealedRow;
import io.debros.store.error.UnreadableException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.EntryCipher;
import io.debros.store.oplog.Oplog;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/*
 *   address ‖ 0 ‖ key id  -> 1 if the key was here when the entry was indexed, else 0
 *                            ‖ CID of one entry that it protects
 *   address ‖ 0           -> which keys the ring had when this was last compared with it
 *
 * Values of other ciphers name no key; they count under "readable" and "unreadable".
 */
/**
 * Which encryption keys the index of a database was made with, so that it is made again when one of
 * them is forgotten, and when one of them arrives. Used by the writer of the database.
 */
final class KeyUses {
  static final Space SPACE = new Space("key-uses");

  private static final int REMEMBERED = 10_000;
  private static final String READABLE = "readable";
  private static final String UNREADABLE = "unreadable";

  private final DatabaseContext context;
  private final Address address;
  private final Oplog log;
  private final Set<String> noted = new HashSet<>();
  private final Map<String, byte[]> pending = new ConcurrentHashMap<>();

  KeyUses(DatabaseContext context, Address address, Oplog log) {
    this.context = context;
    this.address = address;
    this.log = log;
  }

  /** An entry with an encrypted payload is indexed. */
  void note(Entry entry, byte[] encrypted, boolean readable) {
    SealedRow row = DataCipher.find(encrypted);
    String id = row != null ? row.keyId() : readable ? READABLE : UNREADABLE;
    if (!noted.contains(id)) {
      boolean here = row == null ? readable : has(id);
      byte[] hash = entry.hash().bytes();
      byte[] use = new byte[1 + hash.length];
      use[0] = (byte) (here ? 1 : 0);
      System.arraycopy(hash, 0, use, 1, hash.length);
      pending.put(id, use);
    }
  }

  /** What was noted since the last batch was given up with its entries. */
  void forgetPending() {
    pending.clear();
  }

  /** Adds what was noted to the batch that the entries are indexed with. */
  void writeTo(StorageBatch batch) {
    pending.forEach((id, use) -> batch.put(SPACE, key(address, id), use));
  }

  /** The batch was written. */
  void written() {
    if (noted.size() > REMEMBERED) {
      noted.clear();
    }
    noted.addAll(pending.keySet());
    pending.clear();
  }

  /** Adds what forgets all notes: the index is made again. */
  void clear(StorageBatch batch) {
    noted.clear();
    pending.clear();
    clear(batch, context.storage(), address);
  }

  /** The same for a database that is closed. */
  static void clear(StorageBatch batch, StorageReader reader, Address address) {
    try (StorageCursor rows = scan(reader, address)) {
      while (rows.next()) {
        batch.delete(SPACE, rows.key());
      }
    }
  }

  /** Whether a key of the ring came or went since this was last asked; cheap. */
  boolean ringChanged() {
    byte[] ring = ring();
    return ring == null || !Arrays.equals(ring, context.storage().get(SPACE, key(address, "")));
  }

  /** How the keys that the index was made with differ from those that there are now. */
  Difference difference() {
    Difference found = Difference.NONE;
    int prefix = key(address, "").length;
    try (StorageCursor rows = scan(context.storage(), address)) {
      while (rows.next()) {
        byte[] key = rows.key();
        String id = new String(key, prefix, key.length - prefix, UTF_8);
        if (!id.isEmpty() && wasHere(rows.value()) != isHere(id, rows.value())) {
          if (wasHere(rows.value())) {
            return Difference.LOST;
          }
          found = Difference.ARRIVED;
        }
      }
    }
    return found;
  }

  /** Remembers that the index agrees with the keys that there are now. */
  void putRing(StorageBatch batch) {
    byte[] ring = ring();
    if (ring != null) {
      batch.put(SPACE, key(address, ""), ring);
    }
  }

  /** Databases whose index was made with one of some keys. */
  static Set<Address> usersOf(StorageReader reader, Set<String> ids) {
    Set<Address> users = new LinkedHashSet<>();
    try (StorageCursor rows = reader.scan(SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        String[] key = new String(rows.key(), UTF_8).split("\0", 2);
        if (ids.contains(key[1]) && wasHere(rows.value())) {
          users.add(Address.parse(key[0]));
        }
      }
    }
    return users;
  }

  private static StorageCursor scan(StorageReader reader, Address address) {
    return reader.scan(SPACE, KeyRange.prefix(key(address, "")), Direction.ASCENDING);
  }

  private boolean isHere(String id, byte[] use) {
    boolean unnamed = id.equals(READABLE) || id.equals(UNREADABLE);
    return unnamed ? canRead(use) : has(id);
  }

  private static boolean wasHere(byte[] use) {
    return use[0] == 1;
  }

  private boolean canRead(byte[] use) {
    if (log.options().encryption().data() == null) {
      return false;
    }
    try {
      log.get(Cid.decode(Arrays.copyOfRange(use, 1, use.length))).payload();
      return true;
    } catch (UnreadableException otherKey) {
      return false;
    }
  }

  private boolean has(String id) {
    EncryptionKeys keys = keys();
    return keys != null && keys.has(id);
  }

  private byte @Nullable [] ring() {
    EncryptionKeys keys = keys();
    return keys == null ? null : keys.fingerprint();
  }

  private @Nullable EncryptionKeys keys() {
    EntryCipher cipher = log.options().encryption().data();
    return cipher instanceof DataCipher data ? data.keys() : null;
  }

  private static byte[] key(Address address, String id) {
    return (address + "\0" + id).getBytes(UTF_8);
  }

  /** What became of keys. */
  enum Difference {
    /** All are here that were, and no other that matters. */
    NONE,
    /** One arrived that protects something unreadable. */
    ARRIVED,
    /** One is gone: what was read with it must be so, too. */
    LOST
  }
}
