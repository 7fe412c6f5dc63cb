package io.debros.store.libp2p.yamux;

import java.nio.ByteBuffer;

/**
 * The twelve bytes that every frame starts with.
 *
 * @param version 0
 * @param type one of the four below
 * @param flags {@link #SYN} and so on
 * @param streamId unsigned; 0 for the connection
 * @param length unsigned: payload of data, credit of a window update, value of a ping, code of a
 *     go-away
 */
record Frame(int version, int type, int flags, int streamId, long length) {
  static final int HEADER = 12;

  static final int DATA = 0;
  static final int WINDOW_UPDATE = 1;
  static final int PING = 2;
  static final int GO_AWAY = 3;

  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  private static final long UNSIGNED = 0xffff_ffffL;

  static Frame of(int type, int flags, int streamId, long length) {
    return new Frame(0, type, flags, streamId, length);
  }

  /** Reads a header, all of which must be there. */
  static Frame read(ByteBuffer header) {
    return new Frame(
        header.get() & 0xff,
        header.get() & 0xff,
        header.getShort() & 0xffff,
        header.getInt(),
        header.getInt() & UNSIGNED);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The header alone. */
  byte[] bytes() {
    return write(ByteBuffer.allocate(HEADER)).array();
  }

  /** The header with the next {@link #length} bytes of a payload behind it. */
  byte[] bytes(ByteBuffer payload) {
    ByteBuffer bytes = write(ByteBuffer.allocate(HEADER + (int) length));
    payload.get(bytes.array(), HEADER, (int) length);
    return bytes.array();
  }

  private ByteBuffer write(ByteBuffer bytes) {
    return bytes
        .put((byte) version)
        .put((byte) type)
        .putShort((short) flags)
        .putInt(streamId)
        .putInt((int) length);
  }
}
