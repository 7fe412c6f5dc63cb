package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.List;

/** An entry without its bytes: all that appending to it needs. */
record EntryHeader(Cid hash, Clock clock, List<Cid> next) implements LogNode {}
