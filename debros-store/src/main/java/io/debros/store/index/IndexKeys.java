package io.debros.store.index;

import io.debros.store.dagcbor.CborValue.CborMap;
import java.util.List;

/** What a field index holds of a document. Called by any thread; the same answer every time. */
@FunctionalInterface
public interface IndexKeys {
  /**
   * The values under which a document is found, encoded so that unsigned bytes compare as the
   * values do; empty if it is not in the index. Answers for every document, also a foreign one with
   * fields of unexpected types: what it throws fails the write.
   */
  List<byte[]> of(String key, CborMap document);
}
