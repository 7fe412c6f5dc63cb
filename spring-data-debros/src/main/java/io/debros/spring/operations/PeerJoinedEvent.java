package io.debros.spring.operations;

import org.springframework.context.ApplicationEvent;

/** A peer is connected that was not. Published as {@link EntityChangedEvent} is. */
public class PeerJoinedEvent extends ApplicationEvent {
  private static final long serialVersionUID = 1L;

  private final String peer;

  /**
   * @param source the entity manager factory
   */
  public PeerJoinedEvent(Object source, String peer) {
    super(source);
    this.peer = peer;
  }

  /** Id of the peer, {@code 12D3KooW…}. */
  public String getPeer() {
    return peer;
  }
}
