package io.debros.store.libp2p.host;

/** Who made a connection. */
public enum Direction {
  /** The peer. */
  INBOUND,
  /** This node. */
  OUTBOUND
}
