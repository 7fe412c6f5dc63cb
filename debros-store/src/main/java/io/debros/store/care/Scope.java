package io.debros.store.care;

import io.debros.store.identity.Identities;
import io.debros.store.storage.StorageReader;

/**
 * What the parts of one task share.
 *
 * @param node that is looked after
 * @param reader of one moment of its storage
 * @param progress to be told on the caller's thread
 */
record Scope(CaredNode node, StorageReader reader, Cancellable progress) {
  Blocks blocks() {
    return new Blocks(reader, node.context().blocks());
  }

  Identities identities() {
    return node.context().identities();
  }
}
