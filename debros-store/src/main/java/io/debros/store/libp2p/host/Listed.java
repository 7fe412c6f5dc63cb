package io.debros.store.libp2p.host;

/** Whether peers are told that a protocol is spoken here. */
public enum Listed {
  /** Named in identify; peers are told of changes. */
  YES,
  /** Spoken, but not named: who proposes it knows it. */
  NO
}
