package io.debros.store.oplog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.multiformats.Cid;
import io.debros.store.multiformats.Multihash;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * heads: prefix -> JSON list. log: prefix ‖ CID of an entry -> empty. The prefix is the first 16
 * bytes of the SHA-256 of the log's id: many logs share one storage, and nobody can find two ids
 * with one prefix.
 */
/** Where one log keeps its heads and its index of entries. Thread-safe. */
final class LogSpace {
  static final Space HEADS = new Space("heads");
  static final Space LOG = new Space("log");

  static final int PREFIX = 16;
  private static final int HASH_HEAD = 2;
  private static final byte[] PRESENT = new byte[0];

  private final Storage storage;
  private final byte[] prefix;

  LogSpace(Storage storage, String logId) {
    this.storage = storage;
    this.prefix = prefixOf(logId);
  }

  static byte[] prefixOf(String logId) {
    byte[] multihash = Multihash.sha256(logId.getBytes(UTF_8)).bytes();
    return Arrays.copyOfRange(multihash, HASH_HEAD, HASH_HEAD + PREFIX);
  }

  @Nullable String heads() {
    byte[] json = storage.get(HEADS, prefix);
    return json == null ? null : new String(json, UTF_8);
  }

  void putHeads(StorageBatch batch, Heads heads) {
    batch.put(HEADS, prefix, heads.toJson().getBytes(UTF_8));
  }

  boolean has(Cid hash) {
    return storage.get(LOG, key(hash)) != null;
  }

  void putEntry(StorageBatch batch, Cid hash) {
    batch.put(LOG, key(hash), PRESENT);
  }

  /** Removes heads and index; blocks stay. */
  void delete(StorageBatch batch) {
    batch.delete(HEADS, prefix).deleteRange(LOG, KeyRange.prefix(prefix));
  }

  private byte[] key(Cid hash) {
    return key(prefix, hash);
  }

  static byte[] key(byte[] prefix, Cid hash) {
    byte[] cid = hash.bytes();
    byte[] key = Arrays.copyOf(prefix, prefix.length + cid.length);
    System.arraycopy(cid, 0, key, prefix.length, cid.length);
    return key;
  }
}
