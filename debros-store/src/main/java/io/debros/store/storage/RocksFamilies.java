package io.debros.store.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** The column families of an open RocksDB by space. Thread-safe. */
final class RocksFamilies implements AutoCloseable {
  private final RocksDB database;
  private final RocksTuning tuning;
  private final Map<Space, ColumnFamilyHandle> handles = new ConcurrentHashMap<>();

  RocksFamilies(RocksDB database, RocksTuning tuning, List<ColumnFamilyHandle> open)
      throws RocksDBException {
    this.database = database;
    this.tuning = tuning;
    for (ColumnFamilyHandle handle : open) {
      handles.put(new Space(new String(handle.getName(), UTF_8)), handle);
    }
  }

  /** Null if nothing was ever written to the space. */
  @Nullable ColumnFamilyHandle find(Space space) {
    return handles.get(space);
  }

  ColumnFamilyHandle getOrCreate(Space space) throws RocksDBException {
    ColumnFamilyHandle handle = handles.get(space);
    return handle == null ? create(space) : handle;
  }

  private synchronized ColumnFamilyHandle create(Space space) throws RocksDBException {
    ColumnFamilyHandle handle = handles.get(space);
    if (handle == null) {
      handle = database.createColumnFamily(tuning.family(space));
      handles.put(space, handle);
    }
    return handle;
  }

  List<ColumnFamilyHandle> all() {
    return List.copyOf(handles.values());
  }

  @Override
  public void close() {
    handles.values().forEach(ColumnFamilyHandle::close);
  }
}
