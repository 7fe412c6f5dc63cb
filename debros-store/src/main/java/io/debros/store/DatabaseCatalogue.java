package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.NotFoundException;
import io.debros.store.error.StorageException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Every database that was ever opened here. Stored; read once when a node opens. Thread-safe. */
final class DatabaseCatalogue {
  /** Bytes of the manifest's CID -> {@code {name, type}} in dag-cbor. */
  static final Space SPACE = new Space("databases");

  private final Map<Address, Known> records = new ConcurrentHashMap<>();

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

  @Nullable Known find(Address address) {
    return records.get(address);
  }

  /**
   * The only database of a name.
   *
   * @throws NotFoundException if there is none
   * @throws IllegalArgumentException if there are several
   */
  Known get(String name) {
    List<Known> found = all().stream().filter(known -> known.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new NotFoundException(
          problem("No database of this name is known here")
              .at("name", name)
              .advice("Say its type to create it, or import it"));
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          problem("Several databases have the name")
              .at("name", name)
              .at("addresses", found.stream().map(Known::address).toList())
              .advice("Open the one you mean by its address")
              .toString());
    }
    return found.get(0);
  }

  /** By name, then address. */
  List<Known> all() {
    List<Known> all = new ArrayList<>(records.values());
    all.sort(Comparator.comparing(Known::name).thenComparing(known -> known.address().toString()));
    return all;
  }

  /** Adds a record to a batch; call {@link #add} when it is written. */
  void put(StorageBatch batch, Known known) {
    CborMap row = CborMap.builder().put("name", known.name).put("type", known.type).build();
    batch.put(SPACE, known.address.manifest().bytes(), DagCbor.encode(row));
  }

  void add(Known known) {
    records.put(known.address, known);
  }

  private static Known decode(Address address, byte[] bytes) {
    if (DagCbor.decode(bytes) instanceof CborMap map
        && map.find("name") instanceof CborText name
        && map.find("type") instanceof CborText type) {
      return new Known(address, name.value(), type.value());
    }
    throw new StorageException(
        problem("Record of a database is damaged")
            .at("address", address)
            .advice("Restore the directory from a backup"));
  }

  /** A known database. */
  record Known(Address address, String name, String type) {}
}
