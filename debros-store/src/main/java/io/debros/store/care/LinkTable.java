package io.debros.store.care;

import java.util.concurrent.atomic.AtomicLongArray;

/*
 * An open table of a 63-bit digest of each hash, and one bit: whether some entry points to it:
 * 16 bytes an entry. That two of n entries share a digest has a chance of n² / 2^64; nobody chooses
 * the hashes of a damaged store.
 */
/**
 * The entries of a log, or of one part of it if there are very many, and which of them others point
 * to. Thread-safe once all were added.
 */
final class LinkTable {
  private static final long POINTED = 1;

  private final AtomicLongArray slots;
  private final int part;
  private final int parts;

  /**
   * @param expected entries of this part, at most; a few more fit in
   */
  LinkTable(long expected, int part, int parts) {
    int bits = 64 - Long.numberOfLeadingZeros(expected * 2 + 16);
    this.slots = new AtomicLongArray(1 << bits);
    this.part = part;
    this.parts = parts;
  }

  /** Adds an entry, if it belongs to this part. One thread. */
  void add(byte[] cid) {
    if (covers(cid)) {
      long fingerprint = fingerprint(cid);
      slots.compareAndSet(slotOf(fingerprint), 0, fingerprint);
    }
  }

  /** Whether the entry belongs to this part. */
  boolean covers(byte[] cid) {
    return parts == 1 || Long.remainderUnsigned(fingerprint(cid) >>> 1, parts) == part;
  }

  /** Whether the entry was added. */
  boolean has(byte[] cid) {
    return slots.get(slotOf(fingerprint(cid))) != 0;
  }

  /** Remembers that an entry is pointed to; false if it was not added. */
  boolean point(byte[] cid) {
    int slot = slotOf(fingerprint(cid));
    long value = slots.get(slot);
    if (value != 0 && (value & POINTED) == 0) {
      slots.set(slot, value | POINTED); // the only change that others could make meanwhile
    }
    return value != 0;
  }

  /** Whether an entry that was added is pointed to. */
  boolean isPointedTo(byte[] cid) {
    return (slots.get(slotOf(fingerprint(cid))) & POINTED) != 0;
  }

  /** Where the fingerprint is, or where it would be. */
  private int slotOf(long fingerprint) {
    int mask = slots.length() - 1;
    int slot = (int) (fingerprint >>> 32) & mask;
    while (true) {
      long found = slots.get(slot) & ~POINTED;
      if (found == 0 || found == fingerprint) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** 63 bits of FNV-1a over the whole hash, so that no damaged bit goes unnoticed; never 0. */
  private static long fingerprint(byte[] cid) {
    long bits = 0xcbf29ce484222325L;
    for (byte next : cid) {
      bits = (bits ^ (next & 0xff)) * 0x100000001b3L;
    }
    bits = (bits ^ (bits >>> 32)) << 1;
    return bits == 0 ? 2 : bits;
  }
}
