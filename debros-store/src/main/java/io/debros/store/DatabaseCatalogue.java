package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.StorageException;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Every database that was ever opened here, with the small number under which its index rows lie.
 * Stored; read once when the node opens. Thread-safe.
 */
final class DatabaseCatalogue {
  /** Bytes of the manifest's CID -> {@code {id, name, type}} in dag-cbor. */
  static final Space SPACE = new Space("databases");

  private final Map<Address, Record> records = new ConcurrentHashMap<>();
  private final AtomicInteger lastId = new AtomicInteger();

  private DatabaseCatalogue() {}

  static DatabaseCatalogue read(Storage storage) {
    DatabaseCatalogue catalogue = new DatabaseCatalogue();
    try (StorageCursor rows = storage.scan(SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        catalogue.add(decode(new Address(Cid.decode(rows.key())), rows.value()));
      }
    }
    return catalogue;
  }

  @Nullable Record find(Address address) {
    return records.get(address);
  }

  /** By name, then address. */
  List<Record> all() {
    List<Record> all = new ArrayList<>(records.values());
    all.sort(
        Comparator.comparing(Record::name).thenComparing(known -> known.address().toString()));
    return all;
  }

  /** A record with a number of its own; known only after {@link #add}. */
  Record create(Manifest manifest) {
    return new Record(
        lastId.incrementAndGet(), manifest.address(), manifest.name(), manifest.type());
  }

  void put(StorageBatch batch, Record known) {
    Map<String, CborValue> entries = new LinkedHashMap<>();
    entries.put("id", new CborInt(known.id()));
    entries.put("name", new CborText(known.name()));
    entries.put("type", new CborText(known.type()));
    batch.put(
        SPACE, known.address().manifest().bytes(), DagCbor.encode(CborMap.of(entries)));
  }

  void add(Record known) {
    lastId.accumulateAndGet(known.id(), Math::max);
    records.put(known.address(), known);
  }

  private static Record decode(Address address, byte[] bytes) {
    if (DagCbor.decode(bytes) instanceof CborMap map
        && map.find("id") instanceof CborInt id
        && map.find("name") instanceof CborText name
        && map.find("type") instanceof CborText type) {
      return new Record(Math.toIntExact(id.value()), address, name.value(), type.value());
    }
    throw new StorageException(
        problem("Record of a database is damaged")
            .at("address", address)
            .advice("Restore the directory from a backup"));
  }

  /**
   * A known database.
   *
   * @param id number of the database in this directory, from 1
   */
  record Record(int id, Address address, String name, String type) {}
}
