package io.debros.store.libp2p.yamux;

import static io.debros.store.error.Problem.problem;

import java.nio.ByteBuffer;

/**
 * One stream of a {@link YamuxSession}. Reading grants the peer credit to send more, so do not read
 * what cannot be used yet. The stream is finished when both sides have ended it, or one has reset
 * it: always end your side, or it is open for the peer for ever. One thread at a time, that of the
 * session.
 */
public final class YamuxStream {
  /** Data frames are cut here, so that each fits into one frame of Noise. */
  static final int LONGEST_FRAME = 65_519 - Frame.HEADER;

  /** Credit is granted in portions of half a window, also to peers that know no larger one. */
  private static final int CREDIT = YamuxSettings.INITIAL_WINDOW / 2;

  private static final byte[] NOTHING = {};

  private final YamuxSession session;
  private final int id;
  private final boolean isInbound;
  private final ByteQueue unread = new ByteQueue();
  private long sendWindow = YamuxSettings.INITIAL_WINDOW;
  private long receiveWindow;
  private long consumed;
  private boolean isAcknowledged;
  private boolean isWaitingToWrite;
  private boolean isWriteClosed;
  private boolean isReadClosed;
  private boolean isReset;

  YamuxStream(YamuxSession session, int id, boolean isInbound) {
    this.session = session;
    this.id = id;
    this.isInbound = isInbound;
    this.isAcknowledged = isInbound;
    this.receiveWindow = session.settings().receiveWindow();
  }

  /** Its number on the connection, unsigned. */
  public int id() {
    return id;
  }

  /** Whether the peer opened it. */
  public boolean isInbound() {
    return isInbound;
  }

  /**
   * All that has come and was not read yet; empty if there is nothing, which is the end if {@link
   * #isReadClosed}.
   */
  public byte[] read() {
    if (unread.size() == 0) {
      return NOTHING;
    }
    byte[] bytes = unread.take();
    session.countUnread(-bytes.length);
    consumed += bytes.length;
    if (!isReadClosed && !isReset && consumed >= CREDIT) {
      receiveWindow += consumed;
      session.sendWindowUpdate(this, 0, consumed);
      consumed = 0;
    }
    return bytes;
  }

  /**
   * Takes as much as the peer and the queue allow, in frames of any length. If something remains, a
   * {@link YamuxEvent.Writable} tells when to go on.
   *
   * @return the number of bytes taken
   * @throws IllegalStateException if this side has ended or reset the stream
   */
  public int write(ByteBuffer data) {
    requireOpen();
    int before = data.remaining();
    while (data.hasRemaining() && sendWindow > 0 && session.hasRoom()) {
      long limit = Math.min(sendWindow, LONGEST_FRAME);
      sendData(data, (int) Math.min(limit, data.remaining()));
    }
    isWaitingToWrite = data.hasRemaining();
    session.setWaiting(this, isWaitingToWrite);
    return before - data.remaining();
  }

  /**
   * Takes all of the data as one frame, however long, or nothing at all. In the second case a
   * {@link YamuxEvent.Writable} tells when it may be worth to try again.
   *
   * @return whether it was taken
   * @throws IllegalStateException if this side has ended or reset the stream
   */
  public boolean writeWhole(byte[] data) {
    requireOpen();
    boolean isTaken = data.length <= sendWindow && session.hasRoom();
    if (isTaken) {
      sendData(ByteBuffer.wrap(data), data.length);
    }
    isWaitingToWrite = !isTaken;
    session.setWaiting(this, isWaitingToWrite);
    return isTaken;
  }

  /** Ends this side, after all that was written. Nothing happens if it has ended. */
  public void closeWrite() {
    if (isWriteClosed || isReset) {
      return;
    }
    isWriteClosed = true;
    session.setWaiting(this, false);
    session.sendFin(this);
    finishIfBothEnded();
  }

  /** Ends both directions now; what is unread or not sent is lost. Nothing happens if finished. */
  public void reset() {
    if (!isFinished()) {
      session.sendReset(this);
      die();
    }
  }

  /** Bytes that the peer lets us send now; the queue may have less room. */
  public long sendWindow() {
    return sendWindow;
  }

  /** Bytes to read. */
  public int unreadBytes() {
    return unread.size();
  }

  /** Whether the peer has ended its side; there may be something left to read. */
  public boolean isReadClosed() {
    return isReadClosed;
  }

  /** Whether this side has ended. */
  public boolean isWriteClosed() {
    return isWriteClosed;
  }

  /** Whether one of the sides has reset the stream. */
  public boolean isReset() {
    return isReset;
  }

  /** Whether nothing can come or go any more. */
  public boolean isFinished() {
    return isReset || (isReadClosed && isWriteClosed);
  }

  boolean isAcknowledged() {
    return isAcknowledged;
  }

  void acknowledge() {
    isAcknowledged = true;
  }

  /** Whether the peer may send this much more; then it counts as sent. */
  boolean accept(long length) {
    if (length > receiveWindow) {
      return false;
    }
    receiveWindow -= length;
    return true;
  }

  /** Takes a piece of data; true if there was nothing to read before. */
  boolean receive(ByteBuffer piece) {
    boolean isFirst = unread.size() == 0;
    session.countUnread(piece.remaining());
    unread.add(piece);
    return isFirst;
  }

  void grow(long credit) {
    sendWindow = Math.min(sendWindow + credit, Long.MAX_VALUE / 2);
  }

  boolean isReadyToWrite() {
    return isWaitingToWrite && sendWindow > 0;
  }

  /** The peer has ended its side; false if it had before. */
  boolean end() {
    boolean isNew = !isReadClosed;
    isReadClosed = true;
    finishIfBothEnded();
    return isNew;
  }

  /** Nothing more comes or goes. */
  void die() {
    isReset = true;
    session.countUnread(-unread.size());
    unread.clear();
    session.remove(this);
  }

  private void sendData(ByteBuffer data, int length) {
    sendWindow -= length;
    session.sendData(this, data, length);
  }

  private void finishIfBothEnded() {
    if (isFinished()) {
      session.remove(this);
    }
  }

  private void requireOpen() {
    if (isWriteClosed || isReset) {
      throw new IllegalStateException(
          problem("Stream is closed for writing").at("stream", this).toString());
    }
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(id);
  }
}
