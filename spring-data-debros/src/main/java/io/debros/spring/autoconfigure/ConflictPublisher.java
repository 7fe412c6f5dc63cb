package io.debros.spring.autoconfigure;

import io.debros.jpa.merge.EntityConflict;
import io.debros.jpa.node.NodeView;
import io.debros.spring.operations.EntityConflictEvent;
import jakarta.persistence.EntityManagerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes conflicts of entities as application events. */
final class ConflictPublisher implements SmartInitializingSingleton {
  private final EntityManagerFactory factory;
  private final ApplicationEventPublisher events;

  ConflictPublisher(EntityManagerFactory factory, ApplicationEventPublisher events) {
    this.factory = factory;
    this.events = events;
  }

  @Override
  public void afterSingletonsInstantiated() {
    factory.unwrap(NodeView.class).addConflictListener(this::publish);
  }

  private <T> void publish(EntityConflict<T> conflict) {
    events.publishEvent(new EntityConflictEvent<>(factory, conflict));
  }
}
