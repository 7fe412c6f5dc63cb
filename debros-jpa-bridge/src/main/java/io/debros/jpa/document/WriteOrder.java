package io.debros.jpa.document;

import io.debros.store.merge.KeyOperation;
import org.jspecify.annotations.Nullable;

/**
 * The place of a write in the order of the log, which is the same at all nodes. Writes of different
 * databases compare, too, though that order has no meaning but to be the same everywhere.
 */
public final class WriteOrder implements Comparable<WriteOrder> {
  private final KeyOperation operation;

  WriteOrder(KeyOperation operation) {
    this.operation = operation;
  }

  @Override
  public int compareTo(WriteOrder other) {
    return KeyOperation.OLDEST_FIRST.compare(operation, other.operation);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WriteOrder that && operation.entry().equals(that.operation.entry());
  }

  @Override
  public int hashCode() {
    return operation.entry().hashCode();
  }
}
