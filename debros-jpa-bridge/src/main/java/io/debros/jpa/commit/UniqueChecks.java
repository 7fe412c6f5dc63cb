package io.debros.jpa.commit;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.Located;
import io.debros.jpa.document.SortKey;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.operation.CheckEntity;
import io.debros.jpa.operation.EntityOperation;
import io.debros.jpa.operation.InsertEntity;
import io.debros.jpa.operation.Row;
import io.debros.jpa.operation.UpdateEntity;
import io.debros.jpa.query.plan.Index;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.shard.ShardRouter;
import jakarta.persistence.EntityExistsException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that no two rows of an entity have the same id or unique value, over all its databases.
 * Rows that the write set touches count as it leaves them, all others as they are stored.
 */
final class UniqueChecks {
  private final IndexCatalog catalog;
  private final ShardRouter router;

  UniqueChecks(IndexCatalog catalog, ShardRouter router) {
    this.catalog = catalog;
    this.router = router;
  }

  /** Whether an operation can break uniqueness, so that it must not run beside another one. */
  boolean concerns(EntityOperation operation) {
    EntityModel model = operation.row().model();
    return operation instanceof InsertEntity
        ? ShardRouter.needsIdIndex(model) || !catalog.uniqueIndexes(model).isEmpty()
        : operation instanceof UpdateEntity update
            && catalog.uniqueIndexes(model).stream()
                .anyMatch(index -> touches(index, update.changed()));
  }

  /**
   * Checks places against each other and against what a snapshot shows.
   *
   * @throws EntityExistsException if a value is taken; names entity, id and index, not the value
   */
  void check(Collection<Place> places, DocumentSnapshot snapshot) {
    Run run = new Run(places, snapshot);
    places.stream().filter(place -> concerns(place.operation())).forEach(run::check);
  }

  private static boolean touches(Index index, Set<String> changed) {
    return index.columns().stream()
        .anyMatch(column -> changed.contains(column.field().documentPath().get(0)));
  }

  /** One check of one write set. */
  private final class Run {
    private final DocumentSnapshot snapshot;

    /** Rows whose stored values do not count any more. */
    private final Set<Located> touched = new HashSet<>();

    private final Map<Claim, Row> claims = new HashMap<>();

    Run(Collection<Place> places, DocumentSnapshot snapshot) {
      this.snapshot = snapshot;
      for (Place place : places) {
        DocumentStore store = place.store();
        if (store != null && !(place.operation() instanceof CheckEntity)) {
          touched.add(new Located(store.name(), place.operation().row().id()));
        }
      }
    }

    void check(Place place) {
      Row row = place.operation().row();
      if (place.operation() instanceof InsertEntity insert) {
        checkId(row);
        checkIndexes(row, Document.of(row.id(), insert.values()));
      } else if (place.operation() instanceof UpdateEntity update) {
        checkIndexes(row, Document.of(row.id(), update.values()));
      }
    }

    private void checkId(Row row) {
      EntityModel model = row.model();
      if (ShardRouter.needsIdIndex(model)
          && isTaken(
              router.names().group(model, ShardRouter.ID_INDEX),
              ShardRouter.ID_INDEX,
              SortKey.of(row.id()))) {
        throw RowChecks.exists(row);
      }
    }

    private void checkIndexes(Row row, Document image) {
      for (Index index : catalog.uniqueIndexes(row.model())) {
        if (!index.hasNull(image)) {
          for (byte[] key : index.keys(image)) {
            checkKey(row, index, key);
          }
        }
      }
    }

    private void checkKey(Row row, Index index, byte[] key) {
      Row other = claims.put(new Claim(row.model(), index.name(), ByteBuffer.wrap(key)), row);
      if (other != null || isTaken(index.group(), index.name(), key)) {
        throw new EntityExistsException(
            problem("Unique value is taken by another row")
                .at("entity", row.model().name())
                .at("id", row.id())
                .at("attributes", index.columns())
                .advice("Choose another value")
                .toString());
      }
    }

    private boolean isTaken(@Nullable String group, String index, byte[] key) {
      return group != null
          && snapshot.lookup(group, index, key).stream().anyMatch(row -> !touched.contains(row));
    }
  }

  /** A unique value that a row of the write set will have. */
  private record Claim(EntityModel model, String index, ByteBuffer value) {}
}
