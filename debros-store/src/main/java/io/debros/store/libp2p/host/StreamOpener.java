package io.debros.store.libp2p.host;

import io.debros.store.error.Problem;
import org.jspecify.annotations.Nullable;

/** Waits for a stream of ours. One of its methods is called, once. On the host thread. */
public interface StreamOpener {
  /**
   * The peer agreed; {@link HostStream#protocol} says to what. May write, end or reset it already.
   *
   * @return who is told what happens on it
   */
  StreamHandler opened(HostStream stream);

  /**
   * There is no stream.
   *
   * @param why null if the peer speaks none of the protocols
   */
  void failed(@Nullable Problem why);
}
