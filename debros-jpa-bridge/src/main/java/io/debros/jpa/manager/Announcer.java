package io.debros.jpa.manager;

import io.debros.jpa.document.ChangeListener;
import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentChange;
import io.debros.jpa.document.DocumentNetwork;
import io.debros.jpa.document.DocumentStores;
import io.debros.jpa.mapping.DocumentMapper;
import io.debros.jpa.mapping.LazyProxies;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.network.EntityChange;
import io.debros.jpa.network.NodeListener;
import io.debros.jpa.network.RejectedEntry;
import io.debros.jpa.network.ReplicationProgress;
import io.debros.jpa.shard.DatabaseModels;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Who commits is in a transaction that is over but still bound to its thread, and may be telling of
 * what another thread committed: a listener that wrote there would write into the wrong
 * transaction, or into none. Who joins must not wait for listeners. So there is a thread for them.
 */
/** Tells those who listen what happened at the node. Thread-safe. */
final class Announcer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);

  private final DatabaseModels models;
  private final DocumentMapper mapper;
  private final DetachedRows rows;
  private final List<NodeListener> listeners;
  private final Set<String> peers = new HashSet<>(); // event thread only
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.MILLISECONDS,
          new LinkedBlockingQueue<>(),
          Announcer::thread,
          new ThreadPoolExecutor.DiscardPolicy());

  /**
   * @param listeners the first ones
   */
  Announcer(
      DatabaseModels models,
      DocumentMapper mapper,
      LazyProxies proxies,
      List<NodeListener> listeners) {
    this.models = models;
    this.mapper = mapper;
    this.rows = new DetachedRows(mapper, proxies);
    this.listeners = new CopyOnWriteArrayList<>(listeners);
  }

  /** Follows a node; before its databases are opened, so that nothing is missed. */
  void follow(DocumentStores stores) {
    ChangeListener changes = this::changed;
    stores.addListener(changes);
    stores.addListener(new FromNode());
    DocumentNetwork network = stores.network();
    if (network != null) {
      network.peers().forEach(new FromNode()::peerJoined);
    }
  }

  void addListener(NodeListener listener) {
    listeners.add(listener);
  }

  /** Tells nothing more; does not wait for a call that is under way. */
  @Override
  public void close() {
    thread.getQueue().clear();
    thread.shutdown();
  }

  private void changed(List<DocumentChange> changes) {
    EntityModel model = listeners.isEmpty() ? null : models.find(changes.get(0).database());
    if (model != null) {
      later(() -> changes.forEach(change -> announce(model, change)));
    }
  }

  private void announce(EntityModel model, DocumentChange change) {
    try {
      EntityChange<?> told = entities(model, model.javaType(), change);
      tell(listener -> listener.changed(told));
    } catch (RuntimeException unreadable) {
      log.warn(
          "Change of a row cannot be told {entity={}, database={}}",
          model.name(),
          change.database(),
          unreadable);
    }
  }

  private <T> EntityChange<T> entities(EntityModel model, Class<T> type, DocumentChange change) {
    return new EntityChange<>(
        type,
        mapper.idOf(model, change.key()),
        EntityChange.Kind.valueOf(change.kind().name()),
        EntityChange.Origin.valueOf(change.origin().name()),
        entity(model, type, change.before()),
        entity(model, type, change.after()));
  }

  private <T> @Nullable Supplier<T> entity(
      EntityModel model, Class<T> type, @Nullable Document document) {
    return document == null ? null : () -> type.cast(rows.entity(model, document));
  }

  private @Nullable Class<?> entityType(String database) {
    EntityModel model = models.find(database);
    return model == null ? null : model.javaType();
  }

  private void later(Runnable announcement) {
    if (!listeners.isEmpty()) {
      thread.execute(announcement);
    }
  }

  private void tell(Consumer<NodeListener> event) {
    for (NodeListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException failure) {
        log.warn("Listener {} failed", listener.getClass().getName(), failure);
      }
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "debros-events");
    thread.setDaemon(true);
    return thread;
  }

  /** What the node tells. */
  private final class FromNode implements NodeListener {
    @Override
    public void peerJoined(String peer) {
      later(
          () -> {
            if (peers.add(peer)) {
              tell(listener -> listener.peerJoined(peer));
            }
          });
    }

    @Override
    public void peerLeft(String peer) {
      later(
          () -> {
            if (peers.remove(peer)) {
              tell(listener -> listener.peerLeft(peer));
            }
          });
    }

    @Override
    public void replicated(ReplicationProgress progress) {
      later(
          () -> {
            ReplicationProgress told = progress.of(entityType(progress.database()));
            tell(listener -> listener.replicated(told));
          });
    }

    @Override
    public void rejected(RejectedEntry entry) {
      later(
          () -> {
            RejectedEntry told = entry.of(entityType(entry.database()));
            tell(listener -> listener.rejected(told));
          });
    }
  }
}
