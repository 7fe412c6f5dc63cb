package io.debros.jpa.commit;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.Located;
import io.debros.jpa.document.SortKey;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.operation.DeleteEntity;
import io.debros.jpa.operation.EntityOperation;
import io.debros.jpa.operation.InsertEntity;
import io.debros.jpa.operation.Row;
import io.debros.jpa.operation.UpdateEntity;
import io.debros.jpa.query.plan.Index;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.shard.ShardRouter;
import jakarta.persistence.EntityExistsException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** The row that an operation leaves; null if it writes none. */
  static @Nullable Document image(EntityOperation operation) {
    String id = operation.row().id();
    if (operation instanceof InsertEntity insert) {
      return Document.of(id, insert.values());
    }
    return operation instanceof UpdateEntity update ? Document.of(id, update.values()) : null;
  }

  /** Claims of a transaction that has none yet. */
  Claims claims() {
    return new Claims();
  }

  private static boolean touches(Index index, Set<String> changed) {
    return index.columns().stream()
        .anyMatch(column -> changed.contains(column.field().documentPath().get(0)));
  }

  /**
   * The unique values that the rows of one transaction will have, as far as it was checked. Rows
   * are checked anew whenever they changed.
   */
  final class Claims {
    private final Map<Claim, Row> holders = new HashMap<>();
    private final Map<RowKey, List<Claim>> held = new HashMap<>();

    /** Rows whose stored values do not count any more. */
    private final Set<Located> freed = new HashSet<>();

    /** Forgets a row that was new and is not to be written after all. */
    void forget(Row row) {
      List<Claim> claims = held.remove(RowKey.of(row));
      if (claims != null) {
        claims.forEach(holders::remove);
      }
    }

    /**
     * Checks places against each other, earlier ones, and what a snapshot shows.
     *
     * @throws EntityExistsException if a value is taken; names entity, id and index, not the value
     */
    void check(Collection<Place> places, DocumentSnapshot snapshot) {
      places.forEach(this::release);
      for (Place place : places) {
        if (concerns(place.operation())) {
          check(place, snapshot);
        }
      }
    }

    /** A row that keeps its unique values still holds them by what is stored. */
    private void release(Place place) {
      forget(place.operation().row());
      DocumentStore store = place.store();
      boolean frees = place.operation() instanceof DeleteEntity || concerns(place.operation());
      if (store != null && frees) {
        freed.add(new Located(store.name(), place.operation().row().id()));
      }
    }

    private void check(Place place, DocumentSnapshot snapshot) {
      Row row = place.operation().row();
      if (place.operation() instanceof InsertEntity) {
        checkId(row, snapshot);
      }
      Document image = image(place.operation());
      if (image != null) {
        checkIndexes(row, image, snapshot);
      }
    }

    private void checkId(Row row, DocumentSnapshot snapshot) {
      EntityModel model = row.model();
      if (ShardRouter.needsIdIndex(model)) {
        String group = router.names().group(model, ShardRouter.ID_INDEX);
        if (isTaken(snapshot.lookup(group, ShardRouter.ID_INDEX, SortKey.of(row.id())))) {
          throw RowChecks.exists(row);
        }
      }
    }

    private void checkIndexes(Row row, Document image, DocumentSnapshot snapshot) {
      for (Index index : catalog.uniqueIndexes(row.model())) {
        if (!index.hasNull(image)) {
          index.keys(image).forEach(key -> claim(row, index, key, snapshot));
        }
      }
    }

    private void claim(Row row, Index index, byte[] key, DocumentSnapshot snapshot) {
      Claim claim = new Claim(row.model(), index.name(), ByteBuffer.wrap(key));
      String group = Objects.requireNonNull(index.group()); // what is unique is so over databases
      if (holders.put(claim, row) != null || isTaken(snapshot.lookup(group, index.name(), key))) {
        throw new EntityExistsException(
            problem("Unique value is taken by another row")
                .at("entity", row.model().name())
                .at("id", row.id())
                .at("attributes", index.columns())
                .advice("Choose another value")
                .toString());
      }
      held.computeIfAbsent(RowKey.of(row), any -> new ArrayList<>()).add(claim);
    }

    private boolean isTaken(List<Located> rows) {
      return !freed.containsAll(rows);
    }
  }

  /** A unique value that a row of the transaction will have. */
  private record Claim(EntityModel model, String index, ByteBuffer value) {}

  private record RowKey(EntityModel model, String id) {
    static RowKey of(Row row) {
      return new RowKey(row.model(), row.id());
    }
  }
}
