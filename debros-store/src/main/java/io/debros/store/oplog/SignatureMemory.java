package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/*
 * A table of whole digests, open addressing: an eighth of what a set of objects would take. Where a
 * digest goes is a secret of the table, so that nobody can make entries that all go to one place.
 */
/**
 * Which entries had a right signature, so that who reads them several times checks them once. The
 * hash of an entry says everything of it, so what was right stays right. Remembers as long as
 * somebody {@linkplain #begin uses} it, and only so many; the others are checked again.
 * Thread-safe.
 */
final class SignatureMemory {
  /** Takes 16 MiB. */
  static final int MOST = 390_000;

  private static final int LONGS = 4;
  private static final int FEWEST_SLOTS = 64;
  private static final long ODD = 0x9e3779b97f4a7c15L;

  private final long secret = new SplittableRandom().nextLong();
  private long[] slots = {}; // this and the rest: guarded by this
  private int size;
  private int users;

  /** Remembers from now on. */
  synchronized void begin() {
    users++;
  }

  /** Forgets everything, unless somebody else goes on. */
  synchronized void end() {
    users--;
    if (users == 0) {
      slots = new long[0];
      size = 0;
    }
  }

  /** Whether the signature of an entry is right: remembered, or by a check. */
  boolean isRight(Cid entry, BooleanSupplier check) {
    ByteBuffer digest = ByteBuffer.wrap(entry.multihash().digest());
    if (has(digest)) {
      return true;
    }
    boolean right = check.getAsBoolean();
    if (right) {
      add(digest);
    }
    return right;
  }

  /** Whether no more are remembered. */
  synchronized boolean isFull() {
    return size == MOST;
  }

  /** How many entries are remembered. */
  synchronized int size() {
    return size;
  }

  private synchronized boolean has(ByteBuffer digest) {
    return size > 0 && isAt(slotOf(digest), digest);
  }

  private synchronized void add(ByteBuffer digest) {
    if (users == 0 || size == MOST) {
      return;
    }
    if (4 * size >= 3 * slots.length / LONGS) {
      grow();
    }
    int slot = slotOf(digest);
    if (!isAt(slot, digest)) {
      put(slot, digest);
      size++;
    }
  }

  private void grow() {
    long[] before = slots;
    slots = new long[Math.max(FEWEST_SLOTS * LONGS, 2 * before.length)];
    ByteBuffer digest = ByteBuffer.allocate(LONGS * Long.BYTES);
    for (int slot = 0; slot < before.length; slot += LONGS) {
      if (!isEmpty(before, slot)) {
        for (int index = 0; index < LONGS; index++) {
          digest.putLong(index * Long.BYTES, before[slot + index]);
        }
        put(slotOf(digest), digest);
      }
    }
  }

  /** Where the digest is, or goes. */
  private int slotOf(ByteBuffer digest) {
    int last = slots.length / LONGS - 1;
    int at = (int) (((digest.getLong(0) ^ secret) * ODD) >>> 32) & last;
    while (!isEmpty(slots, at * LONGS) && !isAt(at * LONGS, digest)) {
      at = (at + 1) & last;
    }
    return at * LONGS;
  }

  private boolean isAt(int slot, ByteBuffer digest) {
    for (int index = 0; index < LONGS; index++) {
      if (slots[slot + index] != digest.getLong(index * Long.BYTES)) {
        return false;
      }
    }
    return true;
  }

  private void put(int slot, ByteBuffer digest) {
    for (int index = 0; index < LONGS; index++) {
      slots[slot + index] = digest.getLong(index * Long.BYTES);
    }
  }

  /** No digest is all zeros. */
  private static boolean isEmpty(long[] slots, int slot) {
    return (slots[slot] | slots[slot + 1] | slots[slot + 2] | slots[slot + 3]) == 0;
  }
}
