package io.debros.store.libp2p.gossipsub;

/** The two ways in which peers write the id of one message. */
enum IdForm {
  /** The author's {@code PublicKey} message, then the seqno. */
  JAVASCRIPT,
  /** The author's peer id, then the seqno. */
  GO
}
