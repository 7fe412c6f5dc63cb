package io.debros.store.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.multiformats.Cid;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;

/*
 * history: database (4) ‖ key, escaped ‖ time (8) ‖ clock id, escaped ‖ hash -> flags (1)
 *
 * The operations themselves are in the blocks of the log.
 */
/**
 * How the history of keys is written, for databases that merge: every operation of a key, oldest
 * first.
 */
final class HistoryRows {
  static final Space HISTORY = new Space("history");

  /** The operation deletes. */
  static final int DELETES = 1;

  /** The operation conflicts with earlier ones, and somebody was told. */
  static final int CONFLICTS = 2;

  /** The newest operation: the row of the key is all that is needed to go on. */
  static final int COMPLETE = 4;

  private HistoryRows() {}

  static KeyRange of(int databaseId) {
    return KeyRange.prefix(new KeyWriter(4).int32(databaseId).toBytes());
  }

  static KeyRange of(int databaseId, String key) {
    return KeyRange.prefix(beginning(databaseId, key).toBytes());
  }

  static byte[] key(int databaseId, String key, WinningEntry operation) {
    return beginning(databaseId, key)
        .int64(operation.clock().time())
        .text(operation.clock().id())
        .rest(operation.hash().bytes())
        .toBytes();
  }

  private static KeyWriter beginning(int databaseId, String key) {
    byte[] text = key.getBytes(UTF_8);
    return new KeyWriter(128 + text.length).int32(databaseId).part(text);
  }

  static String keyOf(byte[] row) {
    return new String(new KeyReader(row).skip(4).part(), UTF_8);
  }

  static Cid hashOf(byte[] row) {
    KeyReader reader = new KeyReader(row).skip(4);
    reader.part();
    reader.skip(8).part();
    return Cid.decode(reader.rest());
  }

  static byte[] flags(int flags) {
    return new byte[] {(byte) flags};
  }

  static boolean has(byte[] value, int flag) {
    return value.length == 1 && (value[0] & flag) != 0;
  }

  static boolean areKnown(byte[] value) {
    return value.length == 1 && (value[0] & ~(DELETES | CONFLICTS | COMPLETE)) == 0;
  }

  static int flags(byte[] value) {
    return value.length == 1 ? value[0] : 0;
  }
}
