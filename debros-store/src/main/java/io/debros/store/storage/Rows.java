package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import org.jspecify.annotations.Nullable;

/** What cursors refuse alike. */
final class Rows {
  private Rows() {}

  /**
   * @throws IllegalStateException if the cursor stands on no row
   */
  static byte[] present(byte @Nullable [] bytes) {
    if (bytes == null) {
      throw new IllegalStateException(
          problem("Cursor stands on no row")
              .advice("Call next() first and stop when it answers false")
              .toString());
    }
    return bytes;
  }
}
