package io.debros.store.libp2p.noise;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PrivateKey;
import java.security.SecureRandom;
import java.util.List;

/**
 * How this node introduces itself in handshakes: a static Noise key of its own, the signature of
 * the peer key over it, and the muxers it speaks. Made once at start. Immutable, thread-safe.
 */
public final class NoiseIdentity {
  private final PeerId peerId;
  private final X25519Key staticKey;
  private final byte[] payload;
  private final List<String> muxers;

  private NoiseIdentity(PrivateKey key, X25519Key staticKey, List<String> muxers) {
    this.peerId = key.peerId();
    this.staticKey = staticKey;
    this.muxers = List.copyOf(muxers);
    this.payload = Payload.encode(key, staticKey.publicKey(), muxers);
  }

  /**
   * Makes a fresh static key.
   *
   * @param muxers protocols of stream muxers, best first; empty to leave them for later
   */
  public static NoiseIdentity of(PrivateKey key, List<String> muxers, SecureRandom random) {
    return of(key, muxers, X25519Key.generate(random));
  }

  static NoiseIdentity of(PrivateKey key, List<String> muxers, X25519Key staticKey) {
    return new NoiseIdentity(key, staticKey, muxers);
  }

  /** The id of this node. */
  public PeerId peerId() {
    return peerId;
  }

  X25519Key staticKey() {
    return staticKey;
  }

  byte[] payload() {
    return payload.clone();
  }

  List<String> muxers() {
    return muxers;
  }
}
