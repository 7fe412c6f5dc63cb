package io.debros.store.block;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * Bytes with their CID. The constructor takes both as given: bytes from outside go through {@link
 * BlockStore#verified}. Immutable as long as nobody changes the array, which is not copied; equal
 * if the CIDs are. Thread-safe.
 *
 * @param cid computed from just these bytes
 * @param bytes as they are stored and sent
 */
public record Block(Cid cid, byte[] bytes) {
  /** The block of a value: its one encoding, under the CID that OrbitDB gives it. */
  public static Block of(CborValue value) {
    byte[] bytes = DagCbor.encode(value);
    return new Block(Cid.ofDagCbor(bytes), bytes);
  }

  /** A block of bytes that somebody claims to be those of a CID. */
  static Block verified(Cid cid, byte[] bytes) {
    if (!cid.multihash().isComputable()) {
      throw new BadBlockException(
          problem("Block is named by a hash function that is not supported")
              .at("block", cid)
              .advice("Store and send blocks with sha2-256"));
    }
    if (!cid.multihash().isOf(bytes)) {
      throw new BadBlockException(
          problem("Block does not have the hash that it is named by")
              .at("block", cid)
              .at("bytes", bytes.length)
              .advice("Get the block from another peer or a backup; this copy was changed"));
    }
    return new Block(cid, bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Block that && cid.equals(that.cid);
  }

  @Override
  public int hashCode() {
    return cid.hashCode();
  }

  @Override
  public String toString() {
    return "Block[" + cid + ", " + bytes.length + " bytes]";
  }
}
