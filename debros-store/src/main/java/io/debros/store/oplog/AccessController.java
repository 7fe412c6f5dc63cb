package io.debros.store.oplog;

import io.debros.store.identity.Identity;

/** Decides who may append to a log. Thread-safe. */
public interface AccessController {
  /**
   * Whether the writer may append the entry. The log has checked before that the identity verifies,
   * that the entry names it, and that its key is the key of the entry. The signature is checked
   * afterwards, so decide by the writer and remember nothing of the entry.
   */
  boolean canAppend(Entry entry, Identity writer);

  /** Where the rules are kept, as manifests name it: {@code /ipfs/zdpu…}. */
  String address();
}
