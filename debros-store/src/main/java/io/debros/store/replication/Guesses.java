package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;

/** What the hints of one peer came to, for one piece of a history. One thread at a time. */
final class Guesses {
  /** Fewer say nothing about who gave them. */
  private static final int FEWEST_JUDGED = 32;

  final PeerId peer;
  private int answered;
  private int absent;
  private int right;

  Guesses(PeerId peer) {
    this.peer = peer;
  }

  /** A block came that was asked for ahead. */
  void came() {
    answered++;
  }

  /** Nobody gave one. */
  void isAbsent() {
    answered++;
    absent++;
  }

  /** An entry links to one. */
  void isRight() {
    right++;
  }

  /** Whether most are hashes of nothing. */
  boolean areAbsent() {
    return absent >= FEWEST_JUDGED && absent > right;
  }

  /** Whether nothing links to most of them, now that everything is here. */
  boolean areWrong() {
    return answered >= FEWEST_JUDGED && 2 * right < answered;
  }
}
