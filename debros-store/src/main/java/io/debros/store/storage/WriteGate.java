package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.StorageException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Open until a write or a sync of a storage fails, and then shut until the storage is opened again:
 * the operating system may have dropped what it could not store, and RocksDB may have a part of a
 * batch in its log. A later success would hide either. Thread-safe.
 */
final class WriteGate {
  private final Path path;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  WriteGate(Path path) {
    this.path = path;
  }

  /**
   * @throws StorageException if it is shut; names the first failure
   */
  void check() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new StorageException(
          problem("Storage takes no more writes, since one could not be stored")
              .at("path", path)
              .at("reason", cause.getMessage())
              .advice("Check the disk and the space on it, then open the node again"),
          cause);
    }
  }

  boolean isShut() {
    return failure.get() != null;
  }

  /** Shuts it for good; the first cause is kept. */
  void shut(Throwable cause) {
    failure.compareAndSet(null, cause);
  }
}
