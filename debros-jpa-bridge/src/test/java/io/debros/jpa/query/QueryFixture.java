package io.debros.jpa.query;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentCommit;
import io.debros.jpa.document.DocumentSettings;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.metamodel.reader.MetamodelReader;
import io.debros.jpa.query.exec.Overlay;
import io.debros.jpa.query.exec.QueryExecutor;
import io.debros.jpa.query.exec.Rows;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.query.plan.IndexCatalog.Automatic;
import io.debros.jpa.query.plan.Plan;
import io.debros.jpa.query.plan.Planner;
import io.debros.jpa.shard.DatabaseNames;
import io.debros.jpa.shard.KeyNames;
import io.debros.jpa.shard.ShardRouter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A node in memory with a planner and an executor. */
public final class QueryFixture implements AutoCloseable {
  private final Metamodel metamodel;
  private final DocumentStores stores = DocumentStores.open(DocumentSettings.inMemory());
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final IndexCatalog catalog;
  private final ShardRouter router;
  private final Planner planner;
  private final QueryExecutor executor;

  public QueryFixture(Class<?>... entities) {
    this("", Automatic.ON, entities);
  }

  public QueryFixture(String namespace, Automatic automatic, Class<?>... entities) {
    metamodel = MetamodelReader.read(Arrays.asList(entities));
    DatabaseNames names = new DatabaseNames(namespace);
    catalog = new IndexCatalog(metamodel, names, automatic);
    router = new ShardRouter(stores, names, catalog, model -> null, KeyNames.NONE, null);
    planner = new Planner(metamodel, catalog, router);
    executor = new QueryExecutor(stores, router, pool);
  }

  /** All entities of {@link Shop}. */
  public static QueryFixture shop() {
    return new QueryFixture(
        Shop.User.class,
        Shop.Profile.class,
        Shop.Post.class,
        Shop.Purchase.class,
        Shop.Parcel.class,
        Shop.Note.class);
  }

  public EntityModel model(Class<?> entity) {
    return metamodel.entity(entity);
  }

  public Planner planner() {
    return planner;
  }

  public QueryExecutor executor() {
    return executor;
  }

  public ShardRouter router() {
    return router;
  }

  public DocumentStores stores() {
    return stores;
  }

  public IndexCatalog catalog() {
    return catalog;
  }

  public String explain(Query query) {
    return planner.plan(query).explain();
  }

  /** A document with its id, and names and values in turn. */
  public static Document document(Object id, Object... namesAndValues) {
    Map<String, Object> values = new HashMap<>();
    values.put("id", id);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return Document.of(id.toString(), values);
  }

  public void put(Class<?> entity, Document... rows) {
    put(entity, Arrays.asList(rows));
  }

  public void put(Class<?> entity, Collection<Document> rows) {
    EntityModel model = model(entity);
    Map<DocumentStore, List<Document>> byStore = new HashMap<>();
    for (Document row : rows) {
      byStore.computeIfAbsent(router.storeFor(model, row), any -> new ArrayList<>()).add(row);
    }
    if (byStore.isEmpty()) {
      return;
    }
    try (DocumentCommit commit = stores.begin(byStore.keySet())) {
      byStore.forEach(
          (store, documents) ->
              documents.forEach(row -> commit.put(store, row.key(), row.values())));
      commit.commit();
    }
  }

  public void delete(Class<?> entity, Document row) {
    DocumentStore store = router.storeFor(model(entity), row);
    try (DocumentCommit commit = stores.begin(List.of(store))) {
      commit.delete(store, row.key());
      commit.commit();
    }
  }

  /** Keys of the rows of a query, in order. */
  public List<String> keys(Query query) {
    return keys(query, Overlay.NONE);
  }

  public List<String> keys(Query query, Overlay overlay) {
    return keys(planner.plan(query), overlay);
  }

  public List<String> keys(Plan plan, Overlay overlay) {
    List<String> keys = new ArrayList<>();
    try (Rows rows = executor.run(plan, overlay)) {
      while (rows.next()) {
        keys.add(rows.document().key());
      }
    }
    return keys;
  }

  @Override
  public void close() {
    pool.shutdownNow();
    stores.close();
  }
}
