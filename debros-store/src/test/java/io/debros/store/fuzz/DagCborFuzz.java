package io.debros.store.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;

/** dag-cbor: refused, or read to a value whose one encoding these bytes are. */
public final class DagCborFuzz {
  private DagCborFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    CborValue value;
    try {
      value = DagCbor.decode(input);
    } catch (BadBlockException refused) {
      return;
    }
    assertThat(DagCbor.encode(value)).isEqualTo(input);
    assertThat(DagCbor.decode(DagCbor.encode(value))).isEqualTo(value).hasToString("" + value);
  }
}
