package io.debros.store.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Multihash;

/** Peers without keys. */
final class Peers {
  private Peers() {}

  /** The peer of a name, always the same. */
  static PeerId named(String name) {
    return PeerId.decode(Multihash.sha256(name.getBytes(UTF_8)).bytes());
  }
}
