package io.debros.jpa.shard;

import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.document.IndexSpec;
import io.debros.jpa.metamodel.EntityModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of where rows are: the owners that have databases here, and the database of
 * an id. Opens the databases of a model before it looks into them. Thread-safe.
 */
final class Directory {
  private final DocumentStores stores;
  private final DatabaseNames names;
  private final IndexSource indexes;
  private final MergeSource merges;
  private final KeyNames keys;
  private final Map<EntityModel, Known> known = new ConcurrentHashMap<>();

  Directory(
      DocumentStores stores,
      DatabaseNames names,
      IndexSource indexes,
      MergeSource merges,
      KeyNames keys) {
    this.stores = stores;
    this.names = names;
    this.indexes = indexes;
    this.merges = merges;
    this.keys = keys;
  }

  /** Owners with at least one database of the model, sorted. */
  SortedSet<String> owners(EntityModel model) {
    return known(model).owners;
  }

  /** Opens the databases of the model that are here; costs nothing if they are open. */
  void openKnown(EntityModel model, Function<String, List<String>> namesOfOwner) {
    Known present = known(model);
    List<IndexSpec> specs = indexes.specs(model);
    if (present.openedWith != specs) {
      present.owners.forEach(owner -> existing(model, namesOfOwner.apply(owner)));
      present.openedWith = specs;
    }
  }

  private Known known(EntityModel model) {
    Set<String> databases = stores.names();
    Known present = known.get(model);
    if (present == null || present.databases != databases) {
      present = new Known(databases, ownersIn(model, databases));
      known.put(model, present);
    }
    return present;
  }

  /** The database, created if it is not here. */
  DocumentStore open(EntityModel model, String name) {
    List<IndexSpec> specs = indexes.specs(model);
    return stores.isOpen(name)
        ? stores.open(name, specs, null)
        : stores.open(name, specs, merges.merge(model), keyName(model, name));
  }

  /** The same to write to; in no commit. */
  DocumentStore openToWrite(EntityModel model, String name) {
    DocumentStore store = open(model, name);
    store.ensureKey();
    return store;
  }

  private @Nullable String keyName(EntityModel model, String name) {
    boolean owned = model.placement().isUserScoped();
    return keys.of(model, owned ? names.findOwner(model, name) : null);
  }

  /** The databases of these names that are here, in the order given. */
  List<DocumentStore> existing(EntityModel model, Iterable<String> wanted) {
    Set<String> databases = stores.names();
    List<DocumentStore> found = new ArrayList<>();
    for (String name : wanted) {
      if (databases.contains(name)) {
        found.add(open(model, name));
      }
    }
    return found;
  }

  /** Databases that hold a row with one of the values, by an index of a group. */
  List<DocumentStore> locate(
      EntityModel model, DocumentSnapshot snapshot, String group, String index, byte[] value) {
    return snapshot.lookup(group, index, value).stream()
        .map(place -> open(model, place.database()))
        .toList();
  }

  /** Open databases of the model. */
  List<DocumentStore> opened(EntityModel model, Iterable<String> wanted) {
    List<DocumentStore> found = new ArrayList<>();
    for (String name : wanted) {
      if (stores.isOpen(name)) {
        found.add(open(model, name));
      }
    }
    return found;
  }

  private SortedSet<String> ownersIn(EntityModel model, Set<String> databases) {
    SortedSet<String> owners = new TreeSet<>();
    for (String name : databases) {
      String owner = names.findOwner(model, name);
      if (owner != null) {
        owners.add(owner);
      }
    }
    return owners;
  }

  /** Owners as found in one state of the catalogue; the set of names changes by replacement. */
  private static final class Known {
    private final Set<String> databases;
    private final SortedSet<String> owners;

    /** The indexes that all of these databases keep; null before they were opened. */
    private volatile @Nullable List<IndexSpec> openedWith;

    Known(Set<String> databases, SortedSet<String> owners) {
      this.databases = databases;
      this.owners = owners;
    }
  }
}
