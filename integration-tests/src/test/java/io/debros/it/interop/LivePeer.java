package io.debros.it.interop;

import java.util.List;

/** A peer of either kind, and what a test does with it. */
interface LivePeer extends AutoCloseable {
  /** Where it listens; ends in {@code /p2p/} and its id. */
  String address();

  String peerId();

  /** What access lists hold. */
  String identity();

  /** Connects to another peer. */
  void dial(LivePeer other);

  /** Ends all connections to another peer. */
  void hangUp(LivePeer other);

  /** Ids of peers that are connected now. */
  List<String> peers();

  /**
   * Creates a database.
   *
   * @param type {@code documents}, {@code keyvalue} or {@code events}
   * @param access {@code ipfs}, where everybody may write, or {@code orbitdb}
   */
  LiveCopy create(String name, String type, String access);

  /** Opens a database that another peer created. */
  LiveCopy open(String address);

  /** What went wrong so far, as far as such a peer tells. */
  List<String> errors();

  @Override
  void close();
}
