package io.debros.jpa.manager;

import io.debros.jpa.document.OwnerList;
import io.debros.jpa.document.OwnerList.Owner;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.shard.ShardRouter;
import io.debros.store.error.ClosedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Only a database that is open here replicates. Those of global models are opened at start. Those
 * of an owner have to be known first: whoever has some lists the owner, and whoever learns of it
 * opens them. On a thread of its own, since who tells of the list is joining entries.
 */
/** Opens the databases of owners that nodes list, so that they replicate. Thread-safe. */
final class OwnerFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OwnerFollower.class);

  private final OwnerList list;
  private final ShardRouter router;
  private final Map<String, EntityModel> models = new LinkedHashMap<>();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.MILLISECONDS,
          new LinkedBlockingQueue<>(),
          OwnerFollower::thread,
          new ThreadPoolExecutor.DiscardPolicy());

  OwnerFollower(OwnerList list, Metamodel metamodel, ShardRouter router) {
    this.list = list;
    this.router = router;
    metamodel.entities().stream()
        .filter(model -> model.placement().isUserScoped())
        .forEach(model -> models.put(model.modelName(), model));
  }

  /** Opens what is listed, from now on also what will be, and lists what is here. */
  void start() {
    list.addListener(owner -> thread.execute(() -> open(owner)));
    thread.execute(() -> list.all().forEach(this::open));
    listKnown();
  }

  /** Lists the owners that have databases here: they were made before, or came in a file. */
  void listKnown() {
    models.forEach(
        (name, model) -> router.owners(model).forEach(owner -> list.add(new Owner(name, owner))));
  }

  /** Opens nothing more. */
  @Override
  public void close() {
    thread.getQueue().clear();
    thread.shutdown();
  }

  private void open(Owner owner) {
    EntityModel model = models.get(owner.model());
    if (model == null || thread.isShutdown()) {
      return; // of another application, or too late
    }
    try {
      router.openOwner(model, owner.owner());
    } catch (ClosedException closing) {
      log.debug("Databases of an owner stay closed", closing);
    } catch (RuntimeException failure) {
      log.warn("Databases of an owner cannot be opened {entity={}}", model.name(), failure);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "debros-owners");
    thread.setDaemon(true);
    return thread;
  }
}
