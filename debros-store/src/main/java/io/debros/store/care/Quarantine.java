package io.debros.store.care;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;

/*
 * space, as text ‖ 00 ‖ key of the row -> its value
 *
 * For entries the space is the one of the blocks, so that the value is the block, whole or not.
 */
/** Rows that were put aside by a repair, with the bytes that they had. Stateless. */
final class Quarantine {
  static final Space SPACE = new Space("quarantine");

  private Quarantine() {}

  /** Adds a copy of a row to the quarantine. */
  static void put(StorageBatch batch, Space space, byte[] key, byte[] value) {
    byte[] name = space.name().getBytes(UTF_8);
    byte[] aside = new byte[name.length + 1 + key.length];
    System.arraycopy(name, 0, aside, 0, name.length);
    System.arraycopy(key, 0, aside, name.length + 1, key.length);
    batch.put(SPACE, aside, value);
  }

  /** Moves a row into the quarantine. */
  static void move(StorageBatch batch, Space space, byte[] key, byte[] value) {
    put(batch, space, key, value);
    batch.delete(space, key);
  }
}
