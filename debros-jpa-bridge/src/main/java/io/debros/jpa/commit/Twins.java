package io.debros.jpa.commit;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.document.DocumentTwin;
import io.debros.jpa.document.IndexRange;
import io.debros.jpa.document.KeyCursor;
import io.debros.jpa.document.ScanOrder;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.operation.InsertEntity;
import io.debros.jpa.operation.Row;
import io.debros.jpa.operation.SettleEntity;
import io.debros.jpa.operation.WriteSet;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.shard.Constraints;
import io.debros.jpa.shard.ShardRouter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that nodes made apart from each other under one id. Finds them by an index of nothing else,
 * and gives them ids of their own. Thread-safe.
 */
public final class Twins {
  private final DocumentStores stores;
  private final ShardRouter router;
  private final Committer committer;

  public Twins(DocumentStores stores, ShardRouter router, Committer committer) {
    this.stores = stores;
    this.router = router;
    this.committer = committer;
  }

  /** Those of an entity, by database and id. */
  public List<DocumentTwin> of(EntityModel model) {
    if (!IndexCatalog.hasTwins(model)) {
      return List.of();
    }
    List<DocumentStore> databases = router.storesFor(model, router.select(model, Constraints.NONE));
    List<DocumentTwin> found = new ArrayList<>();
    try (DocumentSnapshot snapshot = stores.snapshot()) {
      for (DocumentStore database : databases) {
        try (KeyCursor keys =
            snapshot.scanKeys(
                database, IndexCatalog.TWIN_INDEX, IndexRange.all(), ScanOrder.ASCENDING)) {
          while (keys.next()) {
            found.addAll(snapshot.twins(database, keys.key()));
          }
        }
      }
    }
    return found;
  }

  /**
   * Writes a waiting row as a new one, and says in the log that it waits no longer, in one commit.
   *
   * @param entry hash of the row's first write
   * @param idText text form of its new id
   * @param idValue document value of its new id
   * @throws IllegalArgumentException if no such row waits
   * @throws jakarta.persistence.PersistenceException as {@link Committer#commit}
   */
  public void rekey(EntityModel model, String entry, String idText, @Nullable Object idValue) {
    DocumentTwin twin =
        of(model).stream()
            .filter(each -> each.entry().equals(entry))
            .findFirst()
            .orElseThrow(() -> settled(model, entry));
    Map<String, @Nullable Object> values = new LinkedHashMap<>(twin.other().values());
    Bookkeeping.KEYS.forEach(values::remove);
    values.put(model.id().documentKey(), idValue);
    WriteSet writes = new WriteSet();
    String keeper = twin.keeper().key();
    writes.add(
        new SettleEntity(Row.of(model, keeper, twin.keeper().values()), twin.entry(), twin.last()));
    writes.add(new InsertEntity(Row.of(model, idText, values), values));
    committer.commit(writes);
  }

  private static IllegalArgumentException settled(EntityModel model, String entry) {
    return new IllegalArgumentException(
        problem("Conflict of ids is not there any more")
            .at("entity", model.name())
            .at("entry", entry)
            .advice("Ask for idConflicts() again: the row has another id, or was removed")
            .toString());
  }
}
