package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.Multiaddr;
import java.nio.ByteBuffer;

/** The bytes of one connection, below libp2p. What comes is given to its user. Host thread. */
interface Wire {
  /** Where the other side is, with what is spoken over TCP, but without its id. */
  Multiaddr remote();

  /** Takes bytes, whether {@link #isWritable} or not; {@link #flush} sends them. */
  void write(byte[] bytes);

  /** Sends what was written. */
  void flush();

  /** Whether it should be given more; if not, its user is told when. */
  boolean isWritable();

  /** Sends what was written, ends, and waits a little for the other side to end. */
  void close();

  /** Is gone at once, with what was not sent. */
  void abort();

  /** Who uses a wire. */
  interface User {
    /** This is the wire; nothing can be written yet. Called once, before all others. */
    void attached(Wire wire);

    /** Bytes can be written from now on. */
    void started();

    /** Bytes have come; only valid during the call. */
    void received(ByteBuffer bytes);

    /** It {@link Wire#isWritable} again. */
    void writable();

    /** It is gone; called once, and also if it never started. */
    void ended(Throwable reason);
  }
}
