package io.debros.store.libp2p.host;

import io.debros.store.libp2p.peer.MessageReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what comes on a stream into messages, {@code uvarint(length) ‖ message}. Memory grows with
 * the bytes that have come, not with the length that was announced. One thread at a time.
 */
public final class FrameReader {
  private final MessageReader messages;

  /** Reads messages of at most so many bytes. */
  public FrameReader(int maxBytes) {
    this.messages = new MessageReader("message on a stream", maxBytes);
  }

  /** A message behind its length. */
  public static byte[] frame(byte[] message) {
    return MessageReader.frame(message);
  }

  /**
   * The messages that are complete with these bytes, in order; often none.
   *
   * @throws io.debros.store.error.BadPeerException if a length is too great (LIMIT) or none
   *     (MALFORMED)
   */
  public List<byte[]> receive(byte[] bytes) {
    ByteBuffer input = ByteBuffer.wrap(bytes);
    List<byte[]> complete = new ArrayList<>();
    for (byte[] next = messages.next(input); next != null; next = messages.next(input)) {
      complete.add(next);
    }
    return complete;
  }

  /** Memory that a message takes which has begun and not ended, in bytes. */
  public int heldBytes() {
    return messages.heldBytes();
  }

  /** Whether a message has begun and not ended: no stream should stop here. */
  public boolean isInsideFrame() {
    return !messages.isBetweenMessages();
  }
}
