package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block that somebody says is an entry, on its way into a log; with the entry, if the log has
 * read it before, so that it need not again. Immutable, thread-safe.
 */
public final class EntryBlock {
  private final byte[] bytes;
  private final @Nullable Entry entry;

  private EntryBlock(byte[] bytes, @Nullable Entry entry) {
    this.bytes = bytes;
    this.entry = entry;
  }

  /** A block as it was received; not copied. */
  public static EntryBlock of(byte[] bytes) {
    return new EntryBlock(bytes, null);
  }

  /** Blocks as they were received, in the same order. */
  public static List<EntryBlock> of(Collection<byte[]> blocks) {
    return blocks.stream().map(EntryBlock::of).toList();
  }

  /**
   * The block of an entry, which takes the place of its bytes. Keep it instead of the entry if it
   * is to be kept for a while: what the operation holds is not kept with it, but read again.
   */
  public static EntryBlock of(Entry entry) {
    return new EntryBlock(entry.storedBytes(), entry.withoutPayload());
  }

  /** The bytes as they were received; not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** Size in bytes. */
  public int size() {
    return bytes.length;
  }

  /** The entry, by the rules of the log that has read it; null if none has. */
  public @Nullable Entry entry() {
    return entry;
  }

  /** The hash of the bytes. */
  Cid hash() {
    return entry == null ? Cid.ofDagCbor(bytes) : entry.hash();
  }
}
