package io.debros.spring.operations;

import io.debros.jpa.network.RejectedEntry;
import org.springframework.context.ApplicationEvent;

/**
 * An entry of somebody else was not taken: forged, damaged, or by a writer without access.
 * Published once for each, as {@link EntityChangedEvent} is.
 */
public class RejectedEvent extends ApplicationEvent {
  private static final long serialVersionUID = 1L;

  private final transient RejectedEntry entry;

  /**
   * @param source the entity manager factory
   */
  public RejectedEvent(Object source, RejectedEntry entry) {
    super(source);
    this.entry = entry;
  }

  /** Which entry of which database, who wrote it, and what is wrong. */
  public RejectedEntry getEntry() {
    return entry;
  }
}
