package io.debros.store.database;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.multiformats.Cid;
import org.jspecify.annotations.Nullable;

/**
 * Operations of events databases (spec 11): ADD with a value. Rows have the hash of their entry as
 * key. In a feed, DEL with such a hash as key takes the row away again; the events of that log
 * ignore it. Stateless, thread-safe.
 */
enum EventOperations implements Indexing {
  EVENTS("events"),
  FEED("feed");

  private static final CborText ADD = new CborText("ADD");
  private static final CborText DELETE = new CborText("DEL");

  private final String version;

  EventOperations(String version) {
    this.version = version;
  }

  static CborValue add(CborValue value) {
    return CborMap.builder().put("op", ADD).put("key", CborNull.NULL).put("value", value).build();
  }

  static CborValue remove(Cid added) {
    return CborMap.builder()
        .put("op", DELETE)
        .put("key", CborText.of(added))
        .put("value", CborNull.NULL)
        .build();
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public @Nullable RowOperation read(Cid entry, CborValue payload) {
    if (!(payload instanceof CborMap map)) {
      return null;
    }
    CborValue operation = map.find("op");
    CborValue value = map.find("value");
    if (ADD.equals(operation) && value != null) {
      return RowOperation.put(entry.toString(), value);
    }
    boolean removes = this == FEED && DELETE.equals(operation);
    return removes && map.find("key") instanceof CborText added
        ? RowOperation.delete(added.value())
        : null;
  }
}
