package io.debros.jpa.commit;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.operation.CheckEntity;
import io.debros.jpa.operation.DeleteEntity;
import io.debros.jpa.operation.InsertEntity;
import io.debros.jpa.operation.Row;
import io.debros.jpa.operation.SettleEntity;
import io.debros.jpa.operation.UpdateEntity;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks that a row is as its operation expects it: absent, present, of a version. */
final class RowChecks {
  private RowChecks() {}

  static void check(Place place) {
    if (place.operation() instanceof InsertEntity insert) {
      requireAbsent(insert.row(), place.stored());
    } else if (place.operation() instanceof UpdateEntity update) {
      Document stored = required(update.row(), place);
      if (update.movesVersion()) {
        requireVersion(update.row(), stored, update.expectedVersion());
      }
    } else if (place.operation() instanceof CheckEntity check) {
      requireVersion(check.row(), required(check.row(), place), check.expectedVersion());
    } else if (place.operation() instanceof DeleteEntity delete) {
      checkDelete(delete, place);
    } else if (place.operation() instanceof SettleEntity settle) {
      requireTwin(settle, required(settle.row(), place));
    }
  }

  /** Without versions, a row that somebody else removed as well is what was wanted. */
  private static void checkDelete(DeleteEntity delete, Place place) {
    requireNoTwin(delete.row(), place.stored());
    if (place.stored() != null || delete.row().model().version() != null) {
      requireVersion(delete.row(), required(delete.row(), place), delete.expectedVersion());
    }
  }

  /** Removing a row would end those that wait for another id, too. */
  private static void requireNoTwin(Row row, @Nullable Document stored) {
    if (stored != null && stored.get(Document.TWINS) != null) {
      throw new PersistenceException(
          problem("Row cannot be removed while another one of its id waits for one of its own")
              .at("entity", row.model().name())
              .at("id", row.id())
              .advice("Give the other row an id first: idConflicts() and rekey()")
              .toString());
    }
  }

  private static void requireTwin(SettleEntity settle, Document stored) {
    List<?> twins = stored.get(Document.TWINS) instanceof List<?> list ? list : List.of();
    boolean isThere =
        twins.stream()
            .anyMatch(
                twin ->
                    twin instanceof Map<?, ?> map
                        && settle.entry().equals(map.get("entry"))
                        && settle.last().equals(map.get("last")));
    if (!isThere) {
      throw stale(settle.row(), settle.last(), "another write, or none");
    }
  }

  private static void requireAbsent(Row row, @Nullable Document stored) {
    if (stored != null) {
      throw exists(row);
    }
  }

  static EntityExistsException exists(Row row) {
    return new EntityExistsException(
        problem("A row with this id exists already")
            .at("entity", row.model().name())
            .at("id", row.id())
            .advice("Merge instead of persist, or choose another id")
            .toString());
  }

  private static Document required(Row row, Place place) {
    if (place.stored() == null) {
      throw stale(row, "a row", "no row");
    }
    return place.stored();
  }

  private static void requireVersion(Row row, Document stored, @Nullable Object expected) {
    EntityModel model = row.model();
    AttributeModel version = model.version();
    if (version != null) {
      Object found = stored.get(version.documentKey());
      if (!Objects.equals(expected, found)) {
        throw stale(row, expected, found);
      }
    }
  }

  private static OptimisticLockException stale(
      Row row, @Nullable Object expected, @Nullable Object found) {
    return new OptimisticLockException(
        problem("Row was changed or removed since the entity was read")
            .at("entity", row.model().name())
            .at("id", row.id())
            .at("expected", expected)
            .at("found", found)
            .advice("Read it again and repeat the change")
            .toString());
  }
}
