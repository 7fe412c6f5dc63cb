package io.debros.store.block;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.MissingBlockException;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Blocks by CID in a {@link Storage}. Every read checks the hash, so that a block that decayed on
 * disk is noticed by its first reader. Thread-safe.
 */
public final class BlockStore {
  /** CID bytes to block bytes. */
  public static final Space SPACE = new Space("blocks");

  private final Storage storage;
  private volatile @Nullable Consumer<Cid> watcher;

  public BlockStore(Storage storage) {
    this.storage = storage;
  }

  /**
   * The bytes of a block, or null if it is not here; the caller owns the array.
   *
   * @throws io.debros.store.error.BadBlockException if the stored bytes have another hash
   */
  public byte @Nullable [] find(Cid cid) {
    byte[] bytes = storage.get(SPACE, cid.bytes());
    return bytes == null ? null : verified(cid, bytes).bytes();
  }

  /**
   * The bytes of a block; the caller owns the array.
   *
   * @throws MissingBlockException if it is not here
   * @throws io.debros.store.error.BadBlockException if the stored bytes have another hash
   */
  public byte[] get(Cid cid) {
    return get(cid, BlockSource.NONE).bytes();
  }

  /**
   * A block from here or, if it is not here, from a source. It is verified, but not stored.
   *
   * @throws MissingBlockException if neither has it
   * @throws io.debros.store.error.BadBlockException if the bytes have another hash
   */
  public Block get(Cid cid, BlockSource source) {
    byte[] bytes = storage.get(SPACE, cid.bytes());
    if (bytes == null) {
      bytes = source.fetch(cid);
    }
    if (bytes == null) {
      throw new MissingBlockException(
          problem("Block is not stored here and no source has it")
              .at("block", cid)
              .advice("Connect to a peer that has it, or import a file that holds it"));
    }
    return verified(cid, bytes);
  }

  /**
   * The value that a block of dag-cbor holds.
   *
   * @throws MissingBlockException if it is not here
   * @throws io.debros.store.error.BadBlockException if it has another hash or is not canonical
   */
  public CborValue getValue(Cid cid) {
    return DagCbor.decode(get(cid));
  }

  /** Whether a block is here. */
  public boolean has(Cid cid) {
    touch(cid);
    return storage.get(SPACE, cid.bytes()) != null;
  }

  /** Adds a block to a batch; storing it again changes nothing. */
  public void put(StorageBatch batch, Block block) {
    touch(block.cid());
    batch.put(SPACE, block.cid().bytes(), block.bytes());
  }

  /**
   * The block that untrusted bytes are.
   *
   * @throws io.debros.store.error.BadBlockException if their hash is another one, or cannot be
   *     computed here
   */
  public Block verified(Cid cid, byte[] untrusted) {
    return Block.verified(cid, untrusted);
  }

  /**
   * Tells somebody of every block that is put or asked for with {@link #has}, before that is done,
   * on the thread that does it: whoever removes blocks must not remove these.
   *
   * @param listener in place of an earlier one; null for nobody
   */
  public void watch(@Nullable Consumer<Cid> listener) {
    watcher = listener;
  }

  private void touch(Cid cid) {
    Consumer<Cid> listener = watcher;
    if (listener != null) {
      listener.accept(cid);
    }
  }
}
