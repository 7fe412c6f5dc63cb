package io.debros.store.testing;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.oplog.Entry;
import java.util.HashMap;
import java.util.Map;

/** Entries as nobody signed them. */
public final class EntryFields {
  private EntryFields() {}

  /** The entry with another value in one field; everything else stays, the signature too. */
  public static Entry with(Entry entry, String name, CborValue value) {
    return Entry.decode(block(entry, name, value));
  }

  /** The block of such an entry, which may not be one any more. */
  public static byte[] block(Entry entry, String name, CborValue value) {
    CborMap fields = (CborMap) DagCbor.decode(entry.bytes());
    Map<String, CborValue> changed = new HashMap<>(fields.entries());
    changed.put(name, value);
    return DagCbor.encode(CborMap.of(changed));
  }
}
