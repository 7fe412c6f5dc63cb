package io.debros.store.libp2p.gossipsub;

import io.debros.store.libp2p.peer.PublicKey;
import io.debros.store.multiformats.Multihash;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Which message it is: its author's peer id and its seqno, in whatever form a peer wrote that.
 * Immutable, thread-safe; equal if both are. Ordered, so that ids that a hostile peer chose to have
 * one hash code do not slow maps down.
 */
final class MessageId implements Comparable<MessageId> {
  /** Bytes of a seqno. */
  static final int SEQNO_BYTES = 8;

  /** The longest id on the wire. */
  static final int MAX_BYTES = PublicKey.MAX_BYTES + SEQNO_BYTES;

  private static final int KEY_MESSAGE = 0x08;
  private static final int LONGEST_INLINE = 42;

  /** Peer id, then seqno. */
  private final byte[] bytes;

  private MessageId(byte[] bytes) {
    this.bytes = bytes;
  }

  static MessageId of(byte[] author, byte[] seqno) {
    return new MessageId(joined(author, seqno));
  }

  /** Reads an id of either form; one of neither form is equal to itself only. */
  static MessageId parse(byte[] wire) {
    if (formOf(wire) == IdForm.GO) {
      return new MessageId(wire);
    }
    int keyLength = wire.length - SEQNO_BYTES;
    byte[] key = Arrays.copyOf(wire, keyLength);
    byte[] seqno = Arrays.copyOfRange(wire, keyLength, wire.length);
    return keyLength <= LONGEST_INLINE
        ? of(joined(new byte[] {0, (byte) keyLength}, key), seqno)
        : of(Multihash.sha256(key).bytes(), seqno);
  }

  /** The form of an id on the wire: a key message starts with the field of its type. */
  static IdForm formOf(byte[] wire) {
    return wire.length > SEQNO_BYTES && wire[0] == KEY_MESSAGE ? IdForm.JAVASCRIPT : IdForm.GO;
  }

  /** Whether this peer is the author. */
  boolean isBy(byte[] author) {
    return bytes.length == author.length + SEQNO_BYTES
        && Arrays.equals(bytes, 0, author.length, author, 0, author.length);
  }

  static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Override
  public int compareTo(MessageId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MessageId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
