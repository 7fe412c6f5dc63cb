package io.debros.jpa.commit;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.document.GroupScan;
import io.debros.jpa.document.Located;
import io.debros.jpa.document.WriteOrder;
import io.debros.jpa.mapping.DocumentMapper;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.query.plan.Index;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.shard.ShardRouter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows of different nodes that have the same unique value, over all databases of an entity.
 * Reads unique indexes, and rows only of what it finds. What it finds follows from the data.
 * Thread-safe.
 */
public final class UniqueViolations {
  private final DocumentStores stores;
  private final Metamodel metamodel;
  private final ShardRouter router;
  private final IndexCatalog catalog;
  private final DocumentMapper mapper;

  public UniqueViolations(
      DocumentStores stores,
      Metamodel metamodel,
      ShardRouter router,
      IndexCatalog catalog,
      DocumentMapper mapper) {
    this.stores = stores;
    this.metamodel = metamodel;
    this.router = router;
    this.catalog = catalog;
    this.mapper = mapper;
  }

  /** All of them: reads every unique index once, and holds no more than what it returns. */
  public List<UniqueViolation<?>> all() {
    metamodel.entities().forEach(router::openKnown);
    List<UniqueViolation<?>> found = new ArrayList<>();
    try (DocumentSnapshot snapshot = stores.snapshot()) {
      for (EntityModel model : metamodel.entities()) {
        catalog.uniqueIndexes(model).forEach(index -> scan(snapshot, index, found));
      }
    }
    return found;
  }

  /** Rows that have a value; one if nobody else has it. */
  List<Located> holders(DocumentSnapshot snapshot, Index index, byte[] value) {
    return snapshot.lookup(Objects.requireNonNull(index.group()), index.name(), value);
  }

  /** Says who keeps a value that several rows have; null if a row of them is gone meanwhile. */
  @Nullable UniqueViolation<?> between(
      DocumentSnapshot snapshot, Index index, byte[] value, List<Located> rows) {
    Set<String> keys =
        index.columns().stream()
            .map(column -> column.field().documentPath().get(0))
            .collect(Collectors.toSet());
    List<Holder> holders = new ArrayList<>();
    for (Located row : rows) {
      DocumentStore store = stores.find(row.database());
      WriteOrder since =
          store == null
              ? null
              : snapshot.origin(store, row.key(), keys, document -> has(index, document, value));
      if (since == null) {
        return null;
      }
      holders.add(new Holder(mapper.idOf(index.entity(), row.key()), since));
    }
    holders.sort(Comparator.comparing(Holder::since));
    List<Object> ids = holders.stream().map(Holder::id).toList();
    return new UniqueViolation<>(
        index.entity().javaType(),
        index.columns().stream().map(column -> column.field().name()).toList(),
        ids.get(0),
        ids.subList(1, ids.size()));
  }

  private void scan(DocumentSnapshot snapshot, Index index, List<UniqueViolation<?>> found) {
    String group = Objects.requireNonNull(index.group());
    try (GroupScan rows = snapshot.scanGroup(group, index.name())) {
      byte[] value = null;
      List<Located> holders = new ArrayList<>();
      boolean binds = true;
      while (rows != null && rows.next()) {
        if (!Arrays.equals(value, rows.value())) {
          add(snapshot, index, value, holders, found);
          value = rows.value();
          holders.clear();
          binds = true;
        }
        if (holders.size() == 1) {
          binds = binds(snapshot, index, holders.get(0));
        }
        if (binds) {
          holders.add(rows.row());
        }
      }
      add(snapshot, index, value, holders, found);
    }
  }

  private void add(
      DocumentSnapshot snapshot,
      Index index,
      byte @Nullable [] value,
      List<Located> holders,
      List<UniqueViolation<?>> found) {
    if (value != null && holders.size() > 1) {
      UniqueViolation<?> violation = between(snapshot, index, value, holders);
      if (violation != null) {
        found.add(violation);
      }
    }
  }

  /** Nulls are not unique, and there may be as many of them as there are rows. */
  private boolean binds(DocumentSnapshot snapshot, Index index, Located row) {
    DocumentStore store = stores.find(row.database());
    Document document = store == null ? null : snapshot.find(store, row.key());
    return document != null && !index.hasNull(document);
  }

  private static boolean has(Index index, Document document, byte[] value) {
    return index.keys(document).stream().anyMatch(key -> Arrays.equals(key, value));
  }

  private record Holder(Object id, WriteOrder since) {}
}
