package io.debros.jpa.query.plan;

import io.debros.jpa.document.IndexRange;
import io.debros.jpa.document.SortKey;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.plan.Access.ById;
import io.debros.jpa.query.plan.Access.IndexScan;
import io.debros.jpa.shard.DatabaseNames;
import io.debros.jpa.shard.ShardRouter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the index over all databases that saves a look into each of them. */
final class Locating {
  /** For more values it is cheaper to look into the databases. */
  private static final int MAX_VALUES = 1_000;

  private Locating() {}

  static @Nullable Locator find(EntityModel entity, Access access, DatabaseNames names) {
    if (access instanceof ById byId && ShardRouter.needsIdIndex(entity)) {
      List<String> keys = byId.keys();
      return keys == null || keys.size() > MAX_VALUES
          ? null
          : new Locator(
              names.group(entity, ShardRouter.ID_INDEX),
              ShardRouter.ID_INDEX,
              keys.stream().map(SortKey::of).toList(),
              entity.name() + "." + entity.id().name());
    }
    if (access instanceof IndexScan scan) {
      String group = scan.index().group();
      List<byte[]> values = values(scan);
      return group == null || values == null || values.size() > MAX_VALUES
          ? null
          : new Locator(group, scan.index().name(), values, scan.index().toString());
    }
    return null;
  }

  /** The keys that a scan reads; null if it reads more than one in a range. */
  private static @Nullable List<byte[]> values(IndexScan scan) {
    List<IndexRange> ranges = scan.ranges();
    if (ranges == null || scan.fixedColumns() < scan.index().columns().size()) {
      return null;
    }
    return ranges.stream().map(IndexRange::from).toList();
  }
}
