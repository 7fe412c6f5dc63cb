package io.debros.store.index;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.error.StorageException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Clock;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/*
 * keys:  database (4) ‖ key                                -> kind (1) ‖ time (8)
 *                                                             ‖ length of clock id (2) ‖ clock id
 *                                                             ‖ length of hash (1) ‖ hash ‖ value
 * order: database (4) ‖ time (8) ‖ clock id, escaped ‖ hash -> key, of live rows only
 */
/** How {@link KeyIndex} writes its rows. */
final class KeyRows {
  static final Space KEYS = new Space("keys");
  static final Space ORDER = new Space("order");

  private static final byte PUT = 0;
  private static final byte DELETE = 1;

  /** A deletion that holds something, in indexes that show nothing. */
  private static final byte MARK = 2;

  private KeyRows() {}

  static KeyRange of(int databaseId) {
    return KeyRange.prefix(new KeyWriter(4).int32(databaseId).toBytes());
  }

  /** Whether a document can have the key: an unpaired surrogate would turn into another key. */
  static boolean isKey(String key) {
    for (int at = 0; at < key.length(); at += Character.charCount(key.codePointAt(at))) {
      if (Character.getType(key.codePointAt(at)) == Character.SURROGATE) {
        return false;
      }
    }
    return true;
  }

  static byte[] key(int databaseId, String key) {
    return rawKey(databaseId, key.getBytes(UTF_8));
  }

  static byte[] rawKey(int databaseId, byte[] text) {
    return new KeyWriter(4 + text.length).int32(databaseId).rest(text).toBytes();
  }

  static String keyOf(byte[] storageKey) {
    return new KeyReader(storageKey).skip(4).restAsText();
  }

  static byte[] orderKey(int databaseId, WinningEntry entry) {
    byte[] order = order(entry.clock(), entry.hash());
    return new KeyWriter(Integer.BYTES + order.length).int32(databaseId).rest(order).toBytes();
  }

  /** The place of an entry in the order, within its database. */
  static byte[] order(Clock clock, Cid hash) {
    byte[] cid = hash.bytes();
    return new KeyWriter(10 + clock.id().length() + cid.length)
        .int64(clock.time())
        .text(clock.id())
        .rest(cid)
        .toBytes();
  }

  static byte[] encode(WinningEntry entry) {
    byte[] clockId = entry.clock().id().getBytes(UTF_8);
    byte[] hash = entry.hash().bytes();
    return ByteBuffer.allocate(12 + clockId.length + hash.length + entry.value().length)
        .put(kindOf(entry))
        .putLong(entry.clock().time())
        .putShort((short) clockId.length)
        .put(clockId)
        .put((byte) hash.length)
        .put(hash)
        .put(entry.value())
        .array();
  }

  private static byte kindOf(WinningEntry entry) {
    if (!entry.deleted()) {
      return PUT;
    }
    return entry.value().length == 0 ? DELETE : MARK;
  }

  /**
   * Reads a row.
   *
   * @throws StorageException if it is no row of a key
   */
  static WinningEntry decode(byte[] row) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(row);
      byte kind = bytes.get();
      long time = bytes.getLong();
      String clockId = new String(take(bytes, bytes.getShort() & 0xffff), UTF_8);
      Cid hash = Cid.decode(take(bytes, bytes.get() & 0xff));
      byte[] value = take(bytes, bytes.remaining());
      boolean known = kind == (value.length == 0 ? DELETE : MARK);
      if (kind == PUT || known) {
        return new WinningEntry(hash, new Clock(clockId, time), kind != PUT, value);
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged(row, e);
    }
    throw damaged(row, null);
  }

  private static StorageException damaged(byte[] row, @Nullable Exception cause) {
    return new StorageException(
        problem("Row of a key is damaged")
            .at("bytes", row.length)
            .advice("Repair the database: its index follows from its log"),
        cause);
  }

  private static byte[] take(ByteBuffer bytes, int count) {
    if (count > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] taken = new byte[count];
    bytes.get(taken);
    return taken;
  }
}
