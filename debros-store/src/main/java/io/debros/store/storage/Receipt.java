package io.debros.store.storage;

/**
 * Of a write that was submitted: tells when it is as durable as its storage promises. Thread-safe.
 */
@FunctionalInterface
public interface Receipt {
  /** Of a write that is as durable already as it will get by itself. */
  Receipt SETTLED = () -> {};

  /**
   * Returns when the write, and every write of its storage that was seen before it, is as durable
   * as {@link Durability} of the storage says; threads that wait at once share one sync. May be
   * called again, and after the storage was closed.
   *
   * @throws io.debros.store.error.StorageException if the write may be lost with the power: it was
   *     written and readers see it, but it could not be synced; the storage refuses further writes
   */
  void awaitDurable();
}
