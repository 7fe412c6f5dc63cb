package io.debros.store.dagcbor;

/** Canonical dag-cbor, strict both ways. Stateless, thread-safe. */
public final class DagCbor {
  private DagCbor() {}

  /** The one encoding of a value. */
  public static byte[] encode(CborValue value) {
    throw new IllegalStateException();
  }

  /**
   * Decodes exactly one canonical item; refuses what JavaScript could not read and write back.
   *
   * @throws io.debros.store.error.BadBlockException with the offset and the reason
   */
  public static CborValue decode(byte[] bytes) {
    throw new IllegalStateException();
  }
}
