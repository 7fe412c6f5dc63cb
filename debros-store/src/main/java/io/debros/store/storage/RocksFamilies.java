package io.debros.store.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

  /**
   * The family of a space that a batch writes to. All that the batch lacks are made at once,
   * because each creation by itself takes milliseconds.
   */
  ColumnFamilyHandle forWrite(Space space, StorageBatch batch) throws RocksDBException {
    ColumnFamilyHandle handle = handles.get(space);
    return handle == null ? created(space, batch) : handle;
  }

  private synchronized ColumnFamilyHandle created(Space space, StorageBatch batch)
      throws RocksDBException {
    List<Space> missing =
        batch.operations().stream()
            .map(StorageBatch.Operation::space)
            .distinct()
            .filter(wanted -> !handles.containsKey(wanted))
            .toList();
    if (!missing.isEmpty()) {
      List<ColumnFamilyHandle> made =
          database.createColumnFamilies(missing.stream().map(tuning::family).toList());
      for (int i = 0; i < made.size(); i++) {
        handles.put(missing.get(i), made.get(i));
      }
    }
    return Objects.requireNonNull(handles.get(space), "family of a written space");
  }

  /** Spaces that were ever written to. */
  Set<Space> spaces() {
    return Set.copyOf(handles.keySet());
  }

  List<ColumnFamilyHandle> all() {
    return List.copyOf(handles.values());
  }

  @Override
  public void close() {
    handles.values().forEach(ColumnFamilyHandle::close);
  }
}
