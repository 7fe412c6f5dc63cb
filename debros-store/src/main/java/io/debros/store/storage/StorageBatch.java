package io.debros.store.storage;

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
    operations.add(new Operation(space, key, value));
    byteCount += key.length + (long) value.length;
    return this;
  }

  /** Removes a key; nothing happens if it is not there. */
  public StorageBatch delete(Space space, byte[] key) {
    operations.add(new Operation(space, key, null));
    byteCount += key.length;
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

  /** A write: null removes the key. */
  record Operation(Space space, byte[] key, byte @Nullable [] value) {}
}
