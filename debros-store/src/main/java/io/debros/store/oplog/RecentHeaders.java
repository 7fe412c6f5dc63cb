package io.debros.store.oplog;

import io.debros.store.multiformats.Cid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Headers of the entries that appending looks at, so that it reads no storage. Keeps at least as
 * many as one append needs. Writer thread only.
 */
final class RecentHeaders {
  private static final int SPARE = 8;

  private final Map<Cid, EntryHeader> headers =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Cid, EntryHeader> eldest) {
          return size() > limit;
        }
      };
  private final Function<Cid, Entry> load;
  private int limit = SPARE;

  RecentHeaders(Function<Cid, Entry> load) {
    this.load = load;
  }

  /** Makes room for a walk over so many entries, and what follows them. */
  void reserve(int walked) {
    limit = Math.max(limit, walked + walked / 2 + SPARE);
  }

  void add(EntryHeader header) {
    headers.put(header.hash(), header);
  }

  EntryHeader get(Cid hash) {
    EntryHeader header = headers.get(hash);
    if (header == null) {
      header = load.apply(hash).header();
      headers.put(hash, header);
    }
    return header;
  }
}
