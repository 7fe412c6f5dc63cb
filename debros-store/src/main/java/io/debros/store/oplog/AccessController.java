package io.debros.store.oplog;

import io.debros.store.identity.Identity;

/** Decides who may append to a log. Thread-safe. */
public interface AccessController {
  /**
   * What the writer may do at present, by the rules as they are on this node. The log asks after it
   * has checked that the identity verifies and that its key is the key of the entry, once for all
   * entries of a writer in one join. Entries that are in the log already are never asked about
   * again.
   */
  Standing standing(Identity writer);

  /** Where the rules are kept, as manifests name it: {@code /ipfs/zdpu…}. */
  String address();
}
