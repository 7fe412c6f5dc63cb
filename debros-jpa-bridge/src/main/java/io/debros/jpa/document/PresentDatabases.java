package io.debros.jpa.document;

import static io.debros.store.error.Problem.problem;

import io.debros.store.manifest.Address;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Databases of one type that were here before or came in, by name; several of a name if their
 * writers differ. Thread-safe.
 */
final class PresentDatabases {
  private static final Logger log = LoggerFactory.getLogger(PresentDatabases.class);

  private final Map<String, List<Address>> byName = new ConcurrentHashMap<>();

  void add(String name, Address address) {
    byName.merge(
        name,
        List.of(address),
        (known, added) ->
            known.contains(address)
                ? known
                : Stream.concat(known.stream(), added.stream()).toList());
  }

  Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  /** Adds the names, each with one of its addresses. */
  void addTo(SortedMap<String, String> addresses) {
    byName.forEach((name, known) -> addresses.put(name, known.get(0).toString()));
  }

  /**
   * What to open under a name: the database that is here, whatever its writers, since other
   * settings must not hide its rows.
   *
   * @param asked address that the name and the settings stand for
   * @throws IllegalArgumentException if several of the name are here, none with the writers set
   */
  String nameOrAddress(String name, Address asked) {
    List<Address> here = byName.getOrDefault(name, List.of());
    if (here.isEmpty() || here.contains(asked)) {
      return name;
    }
    if (here.size() > 1) {
      throw new IllegalArgumentException(
          problem("Several databases have the name, none of them the writers that are set")
              .at("name", name)
              .at("addresses", here)
              .advice("Set the writers of the one to be used")
              .toString());
    }
    log.warn(
        "Database {} keeps the writers that it was made with; those that are set now count for new"
            + " databases",
        name);
    return here.get(0).toString();
  }
}
