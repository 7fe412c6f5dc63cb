package io.debros.store.libp2p.yamux;

/** What happened on a connection. */
public sealed interface YamuxEvent {
  /** The peer opened a stream. */
  record Opened(YamuxStream stream) implements YamuxEvent {}

  /** The peer opened a stream that it may not have, which was reset. */
  record Refused() implements YamuxEvent {}

  /** There is something to read where there was nothing: read until there is nothing again. */
  record Arrived(YamuxStream stream) implements YamuxEvent {}

  /** The peer says no more on this stream; what is unread can still be read. */
  record Ended(YamuxStream stream) implements YamuxEvent {}

  /** A stream that took less than it was given may take more now. */
  record Writable(YamuxStream stream) implements YamuxEvent {}

  /** The stream is dead in both directions, and what was unread is gone. */
  record Reset(YamuxStream stream, Cause cause) implements YamuxEvent {}

  /** The peer answered a ping. */
  record Pong(long roundTripNanos) implements YamuxEvent {}

  /** The peer has not answered a ping in time: the connection is as good as lost. */
  record Unresponsive() implements YamuxEvent {}

  /**
   * The peer closes the connection: 0 normally, 1 after an error of ours, 2 after one of its own.
   */
  record GoneAway(long code) implements YamuxEvent {}

  /** Who reset a stream. */
  enum Cause {
    /** The peer. */
    PEER,
    /** This node, because too much was unread on the connection. */
    UNREAD_LIMIT
  }
}
