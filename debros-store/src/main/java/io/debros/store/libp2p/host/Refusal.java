package io.debros.store.libp2p.host;

/** Why a connection or a stream was not taken. */
public enum Refusal {
  /** There are as many connections as are allowed. */
  CONNECTIONS,
  /** The IP address has as many connections as one may have. */
  CONNECTIONS_OF_ADDRESS,
  /** The IP address connects more often than one may. */
  RATE_OF_ADDRESS,
  /** Too many connections are still being set up. */
  PENDING,
  /** The other side took too long to set up the connection. */
  UPGRADE_TIME,
  /** The other side is no peer, or could not prove to be one. */
  UPGRADE_FAILED,
  /** The peer is not on the list of those that are allowed. */
  NOT_ALLOWED,
  /** The peer has misbehaved, again and again. */
  MISBEHAVED,
  /** The peer has as many streams of one protocol as are allowed. */
  STREAMS_OF_PROTOCOL,
  /** The peer asks more, or more often, than this node answers. */
  QUESTIONS,
  /** The peer took too long to agree on the protocol of a stream. */
  NEGOTIATION_TIME,
  /** Too much that the peer has sent is unread. */
  UNREAD,
  /** Too much waits for all peers together, most of it for this one. */
  WAITING
}
