package io.debros.store.multiformats;

/**
 * Content identifier, version 0 or 1. Immutable, thread-safe; equal if version, codec and multihash
 * are.
 *
 * @see <a href="https://github.com/multiformats/cid">CID</a>
 */
public final class Cid implements Comparable<Cid> {
  /** Multicodec of dag-cbor. */
  public static final int DAG_CBOR = 0x71;

  /** Multicodec of raw bytes. */
  public static final int RAW = 0x55;

  /** The CIDv1 (sha2-256, dag-cbor) of a block of OrbitDB. */
  public static Cid ofDagCbor(byte[] block) {
    throw new IllegalStateException();
  }

  public static Cid parse(String text) {
    throw new IllegalStateException();
  }

  /** Exactly one CID, nothing after it. */
  public static Cid decode(byte[] bytes) {
    throw new IllegalStateException();
  }

  /** The binary form; a copy. */
  public byte[] bytes() {
    throw new IllegalStateException();
  }

  public int version() {
    throw new IllegalStateException();
  }

  public int codec() {
    throw new IllegalStateException();
  }

  /** Base58btc: {@code zdpu…} for dag-cbor, {@code Qm…} for version 0. OrbitDB's <i>hash</i>. */
  @Override
  public String toString() {
    throw new IllegalStateException();
  }

  /** {@code bafy…}, as IPFS tools print it. */
  public String toBase32() {
    throw new IllegalStateException();
  }

  /** By bytes, unsigned. */
  @Override
  public int compareTo(Cid other) {
    throw new IllegalStateException();
  }
}
