package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes that happen together or not at all, in the order given: of two writes to one key the later
 * one counts. Arrays are handed over, not copied: do not change them afterwards. A batch can be
 * written again. One thread at a time.
 */
public final class StorageBatch {
  private final List<Operation> operations = new ArrayList<>();
  private long byteCount;

  /** Sets the value of a key; both may be empty. */
  public StorageBatch put(Space space, byte[] key, byte[] value) {
    operations.add(new Operation(space, key, value, null));
    byteCount += key.length + (long) value.length;
    return this;
  }

  /** Removes a key; nothing happens if it is not there. */
  public StorageBatch delete(Space space, byte[] key) {
    operations.add(new Operation(space, key, null, null));
    byteCount += key.length;
    return this;
  }

  /**
   * Removes every key of a range that is there when the batch is written, at the same cost however
   * many there are.
   *
   * @throws IllegalArgumentException if the range has no end
   */
  public StorageBatch deleteRange(Space space, KeyRange range) {
    byte[] to = range.to();
    if (to == null) {
      throw new IllegalArgumentException(
          problem("Range to be deleted has no end")
              .at("space", space.name())
              .advice("Delete the range of a prefix, or name the first key to be kept")
              .toString());
    }
    if (!range.isEmpty()) {
      operations.add(new Operation(space, range.from(), null, range));
      byteCount += range.from().length + (long) to.length;
    }
    return this;
  }

  /** Whether there is nothing to write. */
  public boolean isEmpty() {
    return operations.isEmpty();
  }

  /** How many writes this batch holds. */
  public int size() {
    return operations.size();
  }

  /** Bytes of all keys and values: what a caller watches who writes in bounded pieces. */
  public long byteCount() {
    return byteCount;
  }

  /** In the order of the calls; a view. */
  List<Operation> operations() {
    return Collections.unmodifiableList(operations);
  }

  /** A write: without a value it removes the key, with a range all keys of it. */
  record Operation(Space space, byte[] key, byte @Nullable [] value, @Nullable KeyRange range) {}
}
