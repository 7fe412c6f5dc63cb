package io.debros.store.libp2p.host;

import io.debros.store.error.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens on one stream. On the host thread, never while a method of the stream runs.
 * A {@link io.debros.store.error.BadPeerException} that is thrown resets the stream and counts as
 * {@link Host#misbehaved misbehaviour}; anything else that is thrown is a bug of ours, which is
 * logged and resets the stream.
 */
public interface StreamHandler {
  /**
   * There is something to read where there was nothing, or the peer has ended its side. Read until
   * there is nothing again; what is left unread holds the peer back, and nobody reminds of it.
   */
  void readable();

  /** Something that the stream did not take may be taken now. */
  void writable();

  /**
   * Nothing comes or goes any more. Called once.
   *
   * @param why null if both sides have ended the stream and all was read
   */
  void closed(@Nullable Problem why);
}
