package io.debros.store.libp2p.peer;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;

/** Kinds of keys that peers may have; ECDSA (3) is none of them, as in JavaScript. */
public enum KeyType {
  /** RSASSA-PKCS1-v1_5 with SHA-256, 2048 to 8192 bits. */
  RSA(0),
  /** Ed25519: what peers have unless they are told otherwise. */
  ED25519(1),
  /** ECDSA on secp256k1 over SHA-256, low s. */
  SECP256K1(2);

  private final int number;

  KeyType(int number) {
    this.number = number;
  }

  /** Number of this type in messages. */
  int number() {
    return number;
  }

  static KeyType of(long number) {
    for (KeyType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw new BadPeerException(
        problem("Key of a peer is of a type that is not supported")
            .at("type", number)
            .advice("Give the peer an Ed25519 key"),
        Fault.UNSUPPORTED);
  }
}
