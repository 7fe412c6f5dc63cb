package io.debros.spring.operations;

import io.debros.jpa.network.ReplicationProgress;
import org.springframework.context.ApplicationEvent;

/**
 * A database got on, caught up with its peers, or cannot get on for now. Published as {@link
 * EntityChangedEvent} is.
 */
public class ReplicatedEvent extends ApplicationEvent {
  private static final long serialVersionUID = 1L;

  private final transient ReplicationProgress progress;

  /**
   * @param source the entity manager factory
   */
  public ReplicatedEvent(Object source, ReplicationProgress progress) {
    super(source);
    this.progress = progress;
  }

  /** Which database, how far it is, and what is missing. */
  public ReplicationProgress getProgress() {
    return progress;
  }
}
