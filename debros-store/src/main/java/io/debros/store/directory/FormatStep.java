package io.debros.store.directory;

import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;

/**
 * Brings data from one format to the next. Running it again changes nothing, also on data of a
 * later format, or half way through. Speaks of rows as the older format had them, whatever became
 * of the classes that wrote them.
 */
@FunctionalInterface
interface FormatStep {
  /**
   * Does the step, in batches of bounded size.
   *
   * @param last batch, which is written afterwards, together with the new version
   */
  void apply(Storage storage, StorageBatch last);
}
