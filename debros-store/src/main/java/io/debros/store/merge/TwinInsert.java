package io.debros.store.merge;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.multiformats.Cid;

/**
 * The first write of a row under a key that another row got before, in the order of the log, by a
 * writer who had not seen that. Immutable.
 *
 * @param entry its hash: the twin's name on all nodes
 * @param document what it wrote
 */
public record TwinInsert(Cid entry, CborMap document) {
  /** Hash only: texts never hold values. */
  @Override
  public String toString() {
    return "TwinInsert " + entry;
  }
}
