package io.debros.spring.autoconfigure;

import io.debros.jpa.merge.ConflictListener;
import io.debros.jpa.merge.EntityConflict;
import io.debros.jpa.merge.IdConflict;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.node.NodeView;
import io.debros.spring.operations.EntityConflictEvent;
import io.debros.spring.operations.IdConflictEvent;
import io.debros.spring.operations.UniqueViolationEvent;
import jakarta.persistence.EntityManagerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes conflicts of entities as application events. */
final class ConflictPublisher implements SmartInitializingSingleton, ConflictListener {
  private final EntityManagerFactory factory;
  private final ApplicationEventPublisher events;

  ConflictPublisher(EntityManagerFactory factory, ApplicationEventPublisher events) {
    this.factory = factory;
    this.events = events;
  }

  @Override
  public void afterSingletonsInstantiated() {
    factory.unwrap(NodeView.class).addConflictListener(this);
  }

  @Override
  public void conflicted(EntityConflict<?> conflict) {
    events.publishEvent(new EntityConflictEvent<>(factory, conflict));
  }

  @Override
  public void idConflicted(IdConflict<?> conflict) {
    events.publishEvent(new IdConflictEvent<>(factory, conflict));
  }

  @Override
  public void violated(UniqueViolation<?> violation) {
    events.publishEvent(new UniqueViolationEvent<>(factory, violation));
  }
}
