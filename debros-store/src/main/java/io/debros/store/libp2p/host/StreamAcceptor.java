package io.debros.store.libp2p.host;

/** Takes the streams that peers open for one protocol. On the host thread. */
@FunctionalInterface
public interface StreamAcceptor {
  /**
   * Takes a stream on which the protocol was agreed. May write, end or reset it already.
   *
   * @return who is told what happens on it
   * @throws io.debros.store.error.BadPeerException to refuse it: the stream is reset, and the peer
   *     counted as {@link Host#misbehaved misbehaving}
   */
  StreamHandler accept(HostStream stream);
}
