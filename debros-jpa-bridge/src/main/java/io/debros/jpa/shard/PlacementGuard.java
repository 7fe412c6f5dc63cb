package io.debros.jpa.shard;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.annotation.InvalidModelException;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.metamodel.EntityModel;
import java.util.Map;

/**
 * Remembers in the node's directory where the rows of each model are, so that a model which is
 * placed differently does not look for them in the wrong databases.
 */
public final class PlacementGuard {
  private final DocumentStores stores;
  private final DatabaseNames names;

  public PlacementGuard(DocumentStores stores, DatabaseNames names) {
    this.stores = stores;
    this.names = names;
  }

  /**
   * Compares a model with what is remembered of it, and remembers it if nothing is, or if there are
   * no rows where it was. Call it before its databases are opened.
   *
   * @throws InvalidModelException if the model has rows and was placed otherwise
   */
  public void check(EntityModel model) {
    String note = names.group(model, "placement");
    String asked = PlacementRecord.of(model).text();
    String stored = stores.findNote(note);
    if (asked.equals(stored)) {
      return;
    }
    if (stored != null) {
      requireNoRows(model, stored, asked);
    }
    stores.putNote(note, asked);
  }

  private void requireNoRows(EntityModel model, String stored, String asked) {
    PlacementRecord placed = parse(model, stored);
    long rows =
        stores.documentCounts().entrySet().stream()
            .filter(database -> names.isDatabase(model, placed, database.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    if (rows > 0) {
      throw new InvalidModelException(
          problem("Entity has rows and is placed differently now")
              .at("entity", model.name())
              .at("stored", stored)
              .at("asked", asked)
              .at("rows", rows)
              .advice(
                  "Set scope, sharding and owner back as they were. Moving rows is not available"
                      + " yet: copy them with a program that opens the old unit and, in another"
                      + " directory, the new one")
              .toString());
    }
  }

  private static PlacementRecord parse(EntityModel model, String stored) {
    PlacementRecord placed = PlacementRecord.parse(stored);
    if (placed == null) {
      throw new InvalidModelException(
          problem("What is remembered of an entity's placement cannot be read")
              .at("entity", model.name())
              .at("stored", stored)
              .advice("Open the directory with the version that wrote it, or restore a backup")
              .toString());
    }
    return placed;
  }
}
