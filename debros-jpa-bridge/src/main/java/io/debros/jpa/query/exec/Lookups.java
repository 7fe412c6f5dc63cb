package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.plan.Field;
import io.debros.jpa.shard.RowId;
import io.debros.jpa.shard.ShardRouter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what rows of one query refer to, at the query's moment and under its overlay. What was read
 * is kept for the query, up to {@value #MAX_KEPT} documents. Thread-safe.
 */
final class Lookups implements FieldReader {
  private static final int MAX_KEPT = 10_000;

  private final ShardRouter router;
  private final DocumentSnapshot snapshot;
  private final Overlay overlay;
  private final Map<EntityModel, Map<String, Document>> changed = new ConcurrentHashMap<>();
  private final Map<Target, Optional<Document>> kept = new ConcurrentHashMap<>();

  Lookups(ShardRouter router, DocumentSnapshot snapshot, Overlay overlay) {
    this.router = router;
    this.snapshot = snapshot;
    this.overlay = overlay;
  }

  @Override
  public @Nullable Object value(Field field, Document row) {
    Field next = field.next();
    if (next == null) {
      return field.local(row);
    }
    Document target = target(field, row);
    return target == null ? null : value(next, target);
  }

  @Override
  public @Nullable Object stored(Field field, Document row) {
    Field next = field.next();
    if (next == null) {
      return row.at(field.documentPath());
    }
    Document target = target(field, row);
    return target == null ? null : stored(next, target);
  }

  /** The row of an id; null if there is none. */
  @Nullable Document find(EntityModel entity, RowId id) {
    if (overlay.hides(entity, id.key())) {
      return changed(entity, id.key());
    }
    for (DocumentStore store : router.storesForId(entity, snapshot, id)) {
      Document row = snapshot.find(store, id.key());
      if (row != null) {
        return row;
      }
    }
    return changed(entity, id.key());
  }

  private @Nullable Document changed(EntityModel entity, String key) {
    return changed
        .computeIfAbsent(
            entity,
            model ->
                overlay.changed(model).stream()
                    .collect(Collectors.toMap(Document::key, Function.identity())))
        .get(key);
  }

  private @Nullable Document target(Field field, Document row) {
    Object id = row.at(field.documentPath());
    if (id == null || !(field.attribute().kind() instanceof ToOne toOne)) {
      return null;
    }
    Target target = new Target(toOne.target(), id.toString());
    Optional<Document> known = kept.get(target);
    if (known == null) {
      known = Optional.ofNullable(find(toOne.target(), new RowId(id.toString(), id)));
      if (kept.size() >= MAX_KEPT) {
        kept.clear();
      }
      kept.put(target, known);
    }
    return known.orElse(null);
  }

  private record Target(EntityModel entity, String key) {}
}
