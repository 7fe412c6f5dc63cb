package io.debros.store.libp2p.peer;

/** Checks signatures of one public key. Thread-safe. */
@FunctionalInterface
interface Verifier {
  /** False, and never an error, for signatures of any other form. */
  boolean verify(byte[] message, byte[] signature);
}
