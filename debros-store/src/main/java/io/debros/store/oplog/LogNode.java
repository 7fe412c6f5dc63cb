package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.List;

/** What order and walk need to know of an entry. */
public interface LogNode {
  /** The CID of the entry's block. */
  Cid hash();

  /** When, and by whom. */
  Clock clock();

  /** The heads that the entry was appended to, newest first. */
  List<Cid> next();
}
