package io.debros.jpa.commit;

import io.debros.jpa.commit.UniqueChecks.Claims;
import io.debros.jpa.document.DocumentSnapshot;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.operation.EntityOperation;
import io.debros.jpa.operation.Row;
import io.debros.jpa.operation.WriteSet;
import io.debros.jpa.shard.ShardRouter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Tells a transaction at its flushes what its commit would say now. Checks each change once,
 * however often the transaction flushes. Writes nothing and locks nothing. One thread at a time.
 */
public final class FlushChecks {
  private final DocumentStores stores;
  private final ShardRouter router;
  private final Claims claims;

  FlushChecks(DocumentStores stores, ShardRouter router, Claims claims) {
    this.stores = stores;
    this.router = router;
    this.claims = claims;
  }

  /**
   * Checks rows that changed since the last call; every changed row is passed to some call.
   *
   * @param writes all that the transaction has flushed
   * @throws jakarta.persistence.PersistenceException as {@link Committer#commit} does
   */
  public void check(Collection<Row> changed, WriteSet writes) {
    try (DocumentSnapshot snapshot = stores.snapshot()) {
      List<Place> places = new ArrayList<>();
      for (Row row : changed) {
        EntityOperation operation = writes.find(row.model(), row.id());
        if (operation == null) {
          claims.forget(row);
        } else {
          places.add(place(snapshot, operation));
        }
      }
      places.forEach(RowChecks::check);
      claims.check(places, snapshot);
    }
  }

  private Place place(DocumentSnapshot snapshot, EntityOperation operation) {
    Row row = operation.row();
    if (!stores.names().contains(router.nameFor(row.model(), row.placing()))) {
      return new Place(operation, null, null); // its first row will create it
    }
    DocumentStore store = router.storeFor(row.model(), row.placing());
    return new Place(operation, store, snapshot.find(store, row.id()));
  }
}
