package io.debros.spring.operations;

import org.springframework.context.ApplicationEvent;

/** The last connection to a peer is gone. Published as {@link EntityChangedEvent} is. */
public class PeerLeftEvent extends ApplicationEvent {
  private static final long serialVersionUID = 1L;

  private final String peer;

  /**
   * @param source the entity manager factory
   */
  public PeerLeftEvent(Object source, String peer) {
    super(source);
    this.peer = peer;
  }

  /** Id of the peer, {@code 12D3KooW…}. */
  public String getPeer() {
    return peer;
  }
}
