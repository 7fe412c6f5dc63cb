package io.debros.jpa.manager;

import io.debros.jpa.commit.Committer;
import io.debros.jpa.commit.Twins;
import io.debros.jpa.commit.UniqueViolations;
import io.debros.jpa.commit.UniqueWatch;
import io.debros.jpa.context.EntityValidator;
import io.debros.jpa.context.IdAssigner;
import io.debros.jpa.context.LoadedValues;
import io.debros.jpa.context.Shared;
import io.debros.jpa.context.TimeOrderedIds;
import io.debros.jpa.context.UuidGenerator;
import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.document.DocumentTwin;
import io.debros.jpa.document.OwnerList;
import io.debros.jpa.mapping.DocumentMapper;
import io.debros.jpa.mapping.LazyProxies;
import io.debros.jpa.mapping.ValueCodec;
import io.debros.jpa.merge.IdConflict;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.InstanceFactory;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.metamodel.reader.MetamodelReader;
import io.debros.jpa.query.exec.Overlay;
import io.debros.jpa.query.exec.QueryExecutor;
import io.debros.jpa.query.exec.Rows;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.query.plan.Planner;
import io.debros.jpa.shard.DatabaseModels;
import io.debros.jpa.shard.DatabaseNames;
import io.debros.jpa.shard.EncryptionGuard;
import io.debros.jpa.shard.KeyNames;
import io.debros.jpa.shard.PlacementGuard;
import io.debros.jpa.shard.RowId;
import io.debros.jpa.shard.ShardRouter;
import io.debros.jpa.unit.PersistenceUnit;
import io.debros.store.error.DebrosException;
import jakarta.persistence.PersistenceException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the entity managers of one factory share: the model, the node, the way in and out. */
final class Engine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  private final Metamodel metamodel;
  private final Shared shared;
  private final DocumentStores stores;
  private final ExecutorService pool;
  private final Map<EntityModel, ValueCodec> idCodecs = new ConcurrentHashMap<>();
  private final Planner planner;
  private final ShardRouter router;
  private final QueryExecutor executor;
  private final Committer committer;
  private final Merging merging;
  private final UniqueViolations violations;
  private final UniqueWatch uniqueWatch;
  private final Twins twins;
  private final Numbers numbers;
  private final Announcer announcer;
  private final @Nullable OwnerFollower ownerFollower;

  private Engine(
      Metamodel metamodel,
      EntityValidator validator,
      DocumentStores stores,
      EngineSettings settings) {
    this.metamodel = metamodel;
    this.stores = stores;
    DatabaseNames names = new DatabaseNames(settings.namespace());
    DatabaseModels models = new DatabaseModels(metamodel, names);
    DocumentMapper mapper = new DocumentMapper(metamodel);
    LazyProxies proxies = new LazyProxies();
    this.announcer = new Announcer(models, mapper, proxies, settings.listeners());
    announcer.follow(stores);
    this.numbers = Numbers.open(settings.numericIds(), metamodel, stores, names);
    this.shared = shared(metamodel, mapper, proxies, validator, numbers);
    PlacementGuard placements = new PlacementGuard(stores, names);
    metamodel.entities().forEach(placements::check);
    IndexCatalog catalog = new IndexCatalog(metamodel, names, settings.automaticIndexes());
    this.merging = new Merging(mapper, proxies, Resolvers.of(settings.resolvers(), metamodel));
    if (settings.keyFile() != null) {
      settings.keyFile().into(stores.keys());
    }
    KeyNames keys = new KeyNames(settings.encryption());
    EncryptionGuard encrypted = new EncryptionGuard(stores, names, keys);
    metamodel.entities().forEach(encrypted::check);
    OwnerList owners = owners(stores, metamodel, names);
    this.router = new ShardRouter(stores, names, catalog, merging, keys, owners);
    metamodel.entities().forEach(router::openAll);
    this.pool = Executors.newFixedThreadPool(readers(), Engine::reader);
    this.planner = new Planner(metamodel, catalog, router);
    this.executor = new QueryExecutor(stores, router, pool);
    this.violations = new UniqueViolations(stores, metamodel, router, catalog, shared.mapper());
    this.uniqueWatch = new UniqueWatch(stores, models, catalog, violations, merging::tell);
    stores.addListener(uniqueWatch);
    this.committer =
        new Committer(stores, router, catalog, uniqueWatch, shared.mapper(), shared.clock());
    this.twins = new Twins(stores, router, committer);
    this.ownerFollower = owners == null ? null : new OwnerFollower(owners, metamodel, router);
  }

  /**
   * Reads the unit's entities, opens its node and brings its databases up to date.
   *
   * @param node opens it
   * @throws PersistenceException if an entity asks for what is not supported, or the directory
   *     cannot be used
   */
  static Engine open(PersistenceUnit unit, EngineSettings settings, Supplier<DocumentStores> node) {
    Metamodel metamodel = metamodel(unit, settings);
    EntityValidator validator = Validators.of(unit, metamodel);
    try {
      return open(unit, settings, metamodel, validator, node.get());
    } catch (DebrosException failure) {
      closeValidator(validator);
      throw new PersistenceException(failure.getMessage(), failure);
    }
  }

  private static Engine open(
      PersistenceUnit unit,
      EngineSettings settings,
      Metamodel metamodel,
      EntityValidator validator,
      DocumentStores stores) {
    try {
      Engine engine = new Engine(metamodel, validator, stores, settings);
      engine.start();
      log.info(
          "Unit {} of {} is open: {} entities, {} databases, identity {}",
          unit.name(),
          settings.appName(),
          metamodel.entities().size(),
          stores.names().size(),
          stores.identityId());
      return engine;
    } catch (RuntimeException | Error failure) {
      stores.close();
      throw failure;
    }
  }

  private static Metamodel metamodel(PersistenceUnit unit, EngineSettings settings) {
    InstanceFactory beans = settings.beans();
    Metamodel metamodel =
        beans == null
            ? MetamodelReader.read(unit.classes())
            : MetamodelReader.read(unit.classes(), beans);
    if (settings.numericIds() == EngineSettings.NumericIds.TIME_ORDERED) {
      metamodel.entities().forEach(TimeOrderedIds::check);
    }
    return metamodel;
  }

  /** Null if there is nobody to list owners for, or nothing that they own. */
  private static @Nullable OwnerList owners(
      DocumentStores stores, Metamodel metamodel, DatabaseNames names) {
    boolean owned =
        metamodel.entities().stream().anyMatch(model -> model.placement().isUserScoped());
    return owned && stores.network() != null ? stores.owners(names.ownerList()) : null;
  }

  private static Shared shared(
      Metamodel metamodel,
      DocumentMapper mapper,
      LazyProxies proxies,
      EntityValidator validator,
      Numbers numbers) {
    Clock clock = Clock.systemUTC();
    return new Shared(
        metamodel,
        mapper,
        proxies,
        validator,
        new IdAssigner(new UuidGenerator(clock, new SecureRandom()), numbers),
        new LoadedValues(),
        clock);
  }

  private void start() {
    if (ownerFollower != null) {
      ownerFollower.start();
    }
  }

  Metamodel metamodel() {
    return metamodel;
  }

  Shared shared() {
    return shared;
  }

  Clock clock() {
    return shared.clock();
  }

  Planner planner() {
    return planner;
  }

  DocumentStores stores() {
    return stores;
  }

  QueryExecutor executor() {
    return executor;
  }

  Committer committer() {
    return committer;
  }

  Merging merging() {
    return merging;
  }

  Announcer announcer() {
    return announcer;
  }

  UniqueViolations violations() {
    return violations;
  }

  /** Rows that wait for an id of their own. */
  List<IdConflict<?>> idConflicts() {
    List<IdConflict<?>> conflicts = new ArrayList<>();
    for (EntityModel model : metamodel.entities()) {
      for (DocumentTwin twin : twins.of(model)) {
        conflicts.add(merging.entities(model, model.javaType(), twin));
      }
    }
    return conflicts;
  }

  /** Gives one of them an id. */
  void rekey(IdConflict<?> conflict, Object newId) {
    EntityModel model = metamodel.entity(conflict.entityType());
    String text = shared.mapper().idText(model, newId);
    twins.rekey(model, conflict.entry(), text, idCodec(model).toDocument(newId));
  }

  private ValueCodec idCodec(EntityModel model) {
    return idCodecs.computeIfAbsent(model, of -> ValueCodec.of(of.id()));
  }

  /** The committed row of an id; null if there is none. */
  @Nullable Document find(EntityModel model, String id) {
    Object stored = idCodec(model).toDocument(shared.mapper().idOf(model, id));
    return executor.find(model, new RowId(id, Objects.requireNonNull(stored)), Overlay.NONE);
  }

  /** All rows of a query's page. */
  List<Document> documents(Query query, Overlay overlay) {
    List<Document> documents = new ArrayList<>();
    try (Rows rows = executor.run(planner.plan(query), overlay)) {
      while (rows.next()) {
        documents.add(rows.document());
      }
    }
    return documents;
  }

  /** Takes in a database; its rows are found, by index too, when this returns. */
  String importCar(InputStream input) {
    Set<String> open = stores.openNames();
    String address = stores.importCar(input);
    metamodel.entities().forEach(router::openAll);
    for (String name : stores.openNames()) {
      DocumentStore store = open.contains(name) ? null : stores.find(name);
      if (store != null && store.address().equals(address)) {
        uniqueWatch.arrived(store);
      }
    }
    if (ownerFollower != null) {
      ownerFollower.listKnown();
    }
    return address;
  }

  /** Closes the node; what still runs fails. */
  @Override
  public void close() {
    pool.shutdownNow();
    announcer.close();
    if (ownerFollower != null) {
      ownerFollower.close();
    }
    try {
      numbers.close();
    } finally {
      stores.close();
      closeValidator(shared.validator());
    }
  }

  private static void closeValidator(EntityValidator validator) {
    if (validator instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception failure) {
        log.warn("Validator did not close", failure);
      }
    }
  }

  private static int readers() {
    return Math.max(2, Runtime.getRuntime().availableProcessors());
  }

  private static Thread reader(Runnable work) {
    Thread thread = new Thread(work, "debros-query");
    thread.setDaemon(true);
    return thread;
  }
}
