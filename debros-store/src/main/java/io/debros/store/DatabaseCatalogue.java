package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.directory.DatabaseRecord;
import io.debros.store.error.NotFoundException;
import io.debros.store.manifest.Address;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every database that was ever opened here. Stored; read once when a node opens. Thread-safe. */
final class DatabaseCatalogue {
  private final Map<Address, DatabaseRecord> records = new ConcurrentHashMap<>();

  private DatabaseCatalogue() {}

  static DatabaseCatalogue read(Storage storage) {
    DatabaseCatalogue catalogue = new DatabaseCatalogue();
    try (StorageCursor rows =
        storage.scan(DatabaseRecord.SPACE, KeyRange.all(), Direction.ASCENDING)) {
      while (rows.next()) {
        catalogue.add(DatabaseRecord.decode(rows.key(), rows.value()));
      }
    }
    return catalogue;
  }

  @Nullable DatabaseRecord find(Address address) {
    return records.get(address);
  }

  /**
   * The only database of a name, beside those that hold the rules of another one of the name.
   *
   * @param rules addresses of the databases that hold the rules of one
   * @throws NotFoundException if there is none
   * @throws IllegalArgumentException if there are several
   */
  DatabaseRecord get(String name, Function<Address, List<Address>> rules) {
    List<DatabaseRecord> found =
        new ArrayList<>(all().stream().filter(known -> known.name().equals(name)).toList());
    if (found.size() > 1) {
      List<Address> lists =
          found.stream().flatMap(known -> rules.apply(known.address()).stream()).toList();
      found.removeIf(known -> lists.contains(known.address()));
    }
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
              .at("addresses", found.stream().map(DatabaseRecord::address).toList())
              .advice("Open the one you mean by its address")
              .toString());
    }
    return found.get(0);
  }

  /**
   * The record of an address.
   *
   * @throws NotFoundException if there is none
   */
  DatabaseRecord get(Address address) {
    DatabaseRecord known = find(address);
    if (known == null) {
      throw new NotFoundException(
          problem("Database is not known here")
              .at("address", address)
              .advice("Name one of those that databases() lists"));
    }
    return known;
  }

  /** By name, then address. */
  List<DatabaseRecord> all() {
    List<DatabaseRecord> all = new ArrayList<>(records.values());
    all.sort(
        Comparator.comparing(DatabaseRecord::name)
            .thenComparing(known -> known.address().toString()));
    return all;
  }

  void add(DatabaseRecord known) {
    records.put(known.address(), known);
  }

  void remove(Address address) {
    records.remove(address);
  }
}
