package io.debros.jpa.query.plan;

import io.debros.jpa.annotation.Merge;
import io.debros.jpa.document.Document;
import io.debros.jpa.document.IndexSpec;
import io.debros.jpa.document.SortKey;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.IndexModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.query.model.Order.Direction;
import io.debros.jpa.query.plan.Index.Column;
import io.debros.jpa.shard.DatabaseNames;
import io.debros.jpa.shard.IndexSource;
import io.debros.jpa.shard.ShardRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The indexes of all entities: declared ones, one from id to database where the id does not tell
 * it, and those that declared queries need. Grows only. Thread-safe.
 */
public final class IndexCatalog implements IndexSource {
  /** Index of the rows beside which others wait for an id. */
  public static final String TWIN_INDEX = "_twins";

  private static final IndexSpec TWINS =
      new IndexSpec(TWIN_INDEX, "1," + TWIN_INDEX, IndexCatalog::twins, null);

  private final DatabaseNames names;
  private final Automatic automatic;
  private final Map<EntityModel, Entry> entries = new ConcurrentHashMap<>();

  /** Whether declared queries get indexes. */
  public enum Automatic {
    ON,
    OFF
  }

  /**
   * The declared indexes of a persistence unit.
   *
   * @param automatic whether more are added for declared queries
   */
  public IndexCatalog(Metamodel metamodel, DatabaseNames names, Automatic automatic) {
    this.names = names;
    this.automatic = automatic;
    for (EntityModel entity : metamodel.entities()) {
      entries.put(entity, new Entry(declared(entity), ownSpecs(entity)));
    }
  }

  /** Whether rows that are made apart under one id are kept apart. */
  public static boolean hasTwins(EntityModel entity) {
    return entity.placement().merge() == Merge.ATTRIBUTE;
  }

  /** Indexes that queries of an entity can use, declared ones first. */
  public List<Index> indexes(EntityModel entity) {
    return entry(entity).indexes;
  }

  /** Indexes whose keys must differ between any two rows without nulls in their columns. */
  public List<Index> uniqueIndexes(EntityModel entity) {
    return indexes(entity).stream().filter(index -> index.group() != null).toList();
  }

  @Override
  public List<IndexSpec> specs(EntityModel model) {
    return entry(model).specs;
  }

  /** Adds indexes unless that is switched off; whether any was new. */
  boolean add(EntityModel entity, List<Index> wanted) {
    if (automatic == Automatic.OFF || wanted.isEmpty()) {
      return false;
    }
    Entry before = entry(entity);
    Entry after = entries.compute(entity, (key, present) -> entry(key).with(wanted));
    return after.indexes.size() > before.indexes.size();
  }

  private Entry entry(EntityModel entity) {
    Entry entry = entries.get(entity);
    if (entry == null) {
      throw new IllegalArgumentException("Entity is of another metamodel: " + entity.name());
    }
    return entry;
  }

  private List<Index> declared(EntityModel entity) {
    return entity.indexes().stream().map(index -> declared(entity, index)).toList();
  }

  private Index declared(EntityModel entity, IndexModel declared) {
    List<Column> columns = new ArrayList<>();
    for (IndexModel.Column column : declared.columns()) {
      columns.add(
          Column.of(
              Field.of(entity, column.path()),
              column.descending() ? Direction.DESCENDING : Direction.ASCENDING));
    }
    String group = declared.unique() ? names.group(entity, declared.name()) : null;
    return new Index(declared.name(), entity, withLastAscending(columns), group);
  }

  /**
   * Rows with equal values lie by key, ascending; queries want them in the direction of the last
   * column. An index can be read backwards, so only one of both needs to fit.
   */
  private static List<Column> withLastAscending(List<Column> columns) {
    return columns.get(columns.size() - 1).direction() == Direction.ASCENDING
        ? columns
        : columns.stream().map(column -> Column.of(column.field(), opposite(column))).toList();
  }

  private static Direction opposite(Column column) {
    return column.direction() == Direction.ASCENDING ? Direction.DESCENDING : Direction.ASCENDING;
  }

  /** Indexes that no query uses. */
  private List<IndexSpec> ownSpecs(EntityModel entity) {
    List<IndexSpec> specs = new ArrayList<>();
    if (ShardRouter.needsIdIndex(entity)) {
      specs.add(
          new IndexSpec(
              ShardRouter.ID_INDEX,
              "1,_id",
              row -> List.of(SortKey.of(row.key())),
              names.group(entity, ShardRouter.ID_INDEX)));
    }
    if (hasTwins(entity)) {
      specs.add(TWINS);
    }
    return specs;
  }

  private static List<byte[]> twins(Document row) {
    return row.get(Document.TWINS) == null ? List.of() : List.of(SortKey.of(row.key()));
  }

  /** Indexes of one entity; replaced as a whole, so that stores can tell by identity. */
  private static final class Entry {
    private final List<Index> indexes;
    private final List<IndexSpec> own;
    private final List<IndexSpec> specs;

    Entry(List<Index> indexes, List<IndexSpec> own) {
      this.indexes = List.copyOf(indexes);
      this.own = own;
      List<IndexSpec> all = new ArrayList<>(indexes.stream().map(Index::spec).toList());
      all.addAll(own);
      this.specs = List.copyOf(all);
    }

    Entry with(List<Index> wanted) {
      List<Index> more = new ArrayList<>(indexes);
      for (Index index : wanted) {
        if (more.stream().noneMatch(present -> present.name().equals(index.name()))) {
          more.add(index);
        }
      }
      return more.size() == indexes.size() ? this : new Entry(more, own);
    }
  }
}
