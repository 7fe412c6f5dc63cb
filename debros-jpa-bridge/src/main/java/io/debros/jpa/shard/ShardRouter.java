package io.debros.jpa.shard;

import io.debros.jpa.annotation.Strategy;
import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.document.OwnerList;
import io.debros.jpa.document.OwnerList.Owner;
import io.debros.jpa.document.SortKey;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The only router, for reads and writes: which database holds a row, and which databases may hold
 * the rows of a query. Reading never creates a database. Thread-safe.
 */
public final class ShardRouter {
  /**
   * Index from an id's text to its row, kept in a group where the id does not tell the database.
   */
  public static final String ID_INDEX = "id";

  private final DatabaseNames names;
  private final Directory directory;
  private final @Nullable OwnerList listed;
  private final Map<EntityModel, RangeSplits> splits = new ConcurrentHashMap<>();

  /**
   * @param stores that hold the databases
   * @param names of the persistence unit
   * @param indexes asked whenever a database is opened
   * @param merges asked whenever a database is opened
   * @param keys under which databases are encrypted
   * @param listed where owners are listed whose databases are made here; null for nowhere
   */
  public ShardRouter(
      DocumentStores stores,
      DatabaseNames names,
      IndexSource indexes,
      MergeSource merges,
      KeyNames keys,
      @Nullable OwnerList listed) {
    this.names = names;
    this.listed = listed;
    this.directory = new Directory(stores, names, indexes, merges, keys);
  }

  /** Names of the databases. */
  public DatabaseNames names() {
    return names;
  }

  /**
   * Where a row is written; the database, and the key that it is encrypted under, are created if
   * they are not here. Call it in no commit.
   *
   * @param row with the stored values of owner and shard key; its key is the id's text
   * @throws IllegalArgumentException if the owner or the shard key is null, naming the attribute
   */
  public DocumentStore storeFor(EntityModel model, Document row) {
    String owner = ownerOf(model, row);
    if (listed != null && owner != null) {
      listed.add(new Owner(model.modelName(), owner));
    }
    return directory.openToWrite(model, names.of(model, owner, shardOf(model, row)));
  }

  /** Name of the database that holds a row, see {@link #storeFor}. */
  public String nameFor(EntityModel model, Document row) {
    return names.of(model, ownerOf(model, row), shardOf(model, row));
  }

  /**
   * Opens the databases of a global model, which are created if they are not here, and those of a
   * user-scoped model that are here. Builds indexes that they lack.
   */
  public List<DocumentStore> openAll(EntityModel model) {
    if (model.placement().isUserScoped()) {
      return storesFor(model, select(model, Constraints.NONE));
    }
    return namesOf(model, null, null).stream().map(name -> directory.open(model, name)).toList();
  }

  /** Opens the databases of an owner, which are created if they are not here. */
  public void openOwner(EntityModel model, String owner) {
    namesOf(model, owner, null).forEach(name -> directory.open(model, name));
  }

  /**
   * Opens the databases of a model that are here, so that indexes that they share know their rows.
   * Costs nothing if they are open.
   */
  public void openKnown(EntityModel model) {
    if (model.placement().isUserScoped()) {
      directory.openKnown(model, owner -> namesOf(model, owner, null));
    } else {
      directory.existing(model, namesOf(model, null, null));
    }
  }

  /** Builds indexes of a model that its open databases lack; others get them when they open. */
  public void refresh(EntityModel model) {
    if (!model.placement().isUserScoped()) {
      directory.existing(model, namesOf(model, null, null));
      return;
    }
    for (String owner : directory.owners(model)) {
      directory.opened(model, namesOf(model, owner, null));
    }
  }

  /** Owners that have databases of a user-scoped model here, sorted. */
  public SortedSet<String> owners(EntityModel model) {
    return directory.owners(model);
  }

  /** Whether rows are found by id only with the id index: the id does not tell the database. */
  public static boolean needsIdIndex(EntityModel model) {
    return model.placement().isUserScoped()
        || (model.placement().isSharded() && !isShardedById(model));
  }

  /** Which databases may hold rows of which this is known. */
  public ShardSelection select(EntityModel model, Constraints known) {
    AttributeModel owner = model.owner();
    List<String> owners = null;
    if (model.placement().isUserScoped() && owner != null && known.owners() != null) {
      owners = texts(model, owner, known.owners());
    }
    int total = model.placement().isSharded() ? model.placement().count() : 0;
    return new ShardSelection(
        owners, total == 0 ? null : shards(model, known), total, model.placement().isUserScoped());
  }

  /** The databases of a selection that are here, by owner and shard. */
  public List<DocumentStore> storesFor(EntityModel model, ShardSelection selection) {
    Collection<String> owners = selection.owners();
    if (selection.userScoped() && owners == null) {
      owners = directory.owners(model);
    }
    List<String> wanted = new ArrayList<>();
    if (!selection.userScoped()) {
      wanted.addAll(namesOf(model, null, selection.shards()));
    } else if (owners != null) {
      owners.forEach(owner -> wanted.addAll(namesOf(model, owner, selection.shards())));
    }
    return directory.existing(model, wanted);
  }

  /**
   * The databases that may hold a row of this id: one, or none if it is not here. Databases that
   * {@link #openAll} has not opened are not seen where the id does not tell the database.
   *
   * @param snapshot that the row is to be read from
   */
  public List<DocumentStore> storesForId(EntityModel model, DocumentSnapshot snapshot, RowId id) {
    return needsIdIndex(model)
        ? locate(model, snapshot, names.group(model, ID_INDEX), ID_INDEX, SortKey.of(id.key()))
        : storesFor(model, select(model, new Constraints(List.of(id), null, null)));
  }

  /**
   * The databases that hold a row with a value, by an index that all databases of the model share.
   */
  public List<DocumentStore> locate(
      EntityModel model, DocumentSnapshot snapshot, String group, String index, byte[] value) {
    return directory.locate(model, snapshot, group, index, value);
  }

  private static @Nullable String ownerOf(EntityModel model, Document row) {
    AttributeModel owner = model.placement().isUserScoped() ? model.owner() : null;
    return owner == null ? null : ShardKey.text(model, owner.name(), row.get(owner.documentKey()));
  }

  private int shardOf(EntityModel model, Document row) {
    if (!model.placement().isSharded()) {
      return 0;
    }
    Object key = row.get(model.placement().key().documentKey());
    return isShardedById(model) ? shardOfId(model, row.key(), key) : shardOfKey(model, key);
  }

  private int shardOfId(EntityModel model, String text, @Nullable Object value) {
    return model.placement().strategy() == Strategy.RANGE
        ? shardOfKey(model, value)
        : ShardKey.hash(text, model.placement().count());
  }

  private int shardOfKey(EntityModel model, @Nullable Object key) {
    String text = ShardKey.text(model, model.placement().key().name(), key);
    return model.placement().strategy() == Strategy.RANGE
        ? splits.computeIfAbsent(model, RangeSplits::of).shard(key)
        : ShardKey.hash(text, model.placement().count());
  }

  private @Nullable SortedSet<Integer> shards(EntityModel model, Constraints known) {
    SortedSet<Integer> shards = new TreeSet<>();
    if (isShardedById(model) && known.ids() != null) {
      known.ids().forEach(id -> shards.add(shardOfId(model, id.key(), id.value())));
    } else if (!isShardedById(model) && known.keys() != null) {
      known.keys().forEach(key -> shards.add(shardOfKey(model, key)));
    } else {
      return null;
    }
    return shards;
  }

  private List<String> texts(EntityModel model, AttributeModel owner, List<Object> values) {
    return values.stream()
        .map(value -> ShardKey.text(model, owner.name(), value))
        .filter(text -> !text.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  private List<String> namesOf(
      EntityModel model, @Nullable String owner, @Nullable SortedSet<Integer> shards) {
    List<String> found = new ArrayList<>();
    for (int shard = 0; shard < DatabaseNames.shards(model); shard++) {
      if (shards == null || shards.contains(shard)) {
        found.add(names.of(model, owner, shard));
      }
    }
    return found;
  }

  private static boolean isShardedById(EntityModel model) {
    return model.placement().key().isId();
  }
}
