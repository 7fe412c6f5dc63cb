package io.debros.store.dagcbor;

import java.util.Arrays;

/**
 * A part of a block: the encoding of one value in it.
 *
 * @param from offset of its first byte
 * @param to offset after its last byte
 */
public record CborSlice(int from, int to) {
  /** The bytes of this part; a copy. */
  public byte[] of(byte[] block) {
    return Arrays.copyOfRange(block, from, to);
  }
}
