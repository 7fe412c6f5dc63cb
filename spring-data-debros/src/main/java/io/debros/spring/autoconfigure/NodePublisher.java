package io.debros.spring.autoconfigure;

import io.debros.jpa.network.EntityChange;
import io.debros.jpa.network.NodeListener;
import io.debros.jpa.network.RejectedEntry;
import io.debros.jpa.network.ReplicationProgress;
import io.debros.spring.operations.EntityChangedEvent;
import io.debros.spring.operations.PeerJoinedEvent;
import io.debros.spring.operations.PeerLeftEvent;
import io.debros.spring.operations.RejectedEvent;
import io.debros.spring.operations.ReplicatedEvent;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/*
 * The node is open, and hears from peers, before all beans are there that may listen. So the thread
 * of the events waits here, and the events with it, until the singletons are made.
 */
/** Publishes what happens at the node as application events. */
final class NodePublisher implements NodeListener, SmartInitializingSingleton, DisposableBean {
  private final Supplier<Object> source;
  private final ApplicationEventPublisher events;
  private final CompletableFuture<Object> ready = new CompletableFuture<>();

  /**
   * @param source of the events; asked once, when all singletons are made
   */
  NodePublisher(Supplier<Object> source, ApplicationEventPublisher events) {
    this.source = source;
    this.events = events;
  }

  @Override
  public void afterSingletonsInstantiated() {
    ready.complete(source.get());
  }

  /** Publishes nothing, if it did not begin to. */
  @Override
  public void destroy() {
    ready.cancel(false);
  }

  @Override
  public void changed(EntityChange<?> change) {
    publish(from -> new EntityChangedEvent<>(from, change));
  }

  @Override
  public void peerJoined(String peer) {
    publish(from -> new PeerJoinedEvent(from, peer));
  }

  @Override
  public void peerLeft(String peer) {
    publish(from -> new PeerLeftEvent(from, peer));
  }

  @Override
  public void replicated(ReplicationProgress progress) {
    publish(from -> new ReplicatedEvent(from, progress));
  }

  @Override
  public void rejected(RejectedEntry entry) {
    publish(from -> new RejectedEvent(from, entry));
  }

  private void publish(Function<Object, ApplicationEvent> event) {
    try {
      events.publishEvent(event.apply(ready.get()));
    } catch (CancellationException closed) {
      return; // nobody is there to be told
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
