package io.debros.store.libp2p.peer;

import static io.debros.store.error.Problem.problem;
import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.multiformats.Varint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into its messages: {@code uvarint(length) ‖ message}. Memory grows with the bytes
 * that have come, not with the length that was announced. One thread at a time.
 */
@API(status = INTERNAL)
public final class MessageReader {
  private static final int FIRST_CAPACITY = 4096;
  private static final byte[] NOTHING = {};

  private final String what;
  private final int longest;
  private final int longestPrefix;
  private long announced;
  private int prefixBytes;
  private boolean isInside;
  private byte[] message = NOTHING;
  private int filled;

  /**
   * @param what the messages are, for errors
   * @param longest bytes a message may have
   */
  public MessageReader(String what, int longest) {
    this.what = what;
    this.longest = longest;
    this.longestPrefix = Varint.of(longest).size();
  }

  /** A message behind its length. */
  public static byte[] frame(byte[] message) {
    byte[] prefix = Varint.of(message.length).bytes();
    byte[] framed = Arrays.copyOf(prefix, prefix.length + message.length);
    System.arraycopy(message, 0, framed, prefix.length, message.length);
    return framed;
  }

  /**
   * The next whole message; null if it has not come in full yet, and then all input is consumed.
   * What follows a message stays in the input.
   *
   * @throws BadPeerException if the length is not a varint or too great
   */
  public byte @Nullable [] next(ByteBuffer input) {
    while (!isInside && input.hasRemaining()) {
      prefix(input.get());
    }
    if (!isInside) {
      return null;
    }
    fill(input);
    return filled == announced ? finished() : null;
  }

  /** Memory that a message takes which has begun and not come in full, in bytes. */
  public int heldBytes() {
    return message.length;
  }

  /** Whether nothing of a message has come yet: a stream may end here. */
  public boolean isBetweenMessages() {
    return !isInside && prefixBytes == 0;
  }

  private void prefix(byte part) {
    announced |= (part & 0x7fL) << (7 * prefixBytes);
    prefixBytes++;
    if (part == 0 && prefixBytes > 1) {
      throw refused("Length of a message is longer than needed", Fault.MALFORMED);
    }
    if (announced > longest || (part < 0 && prefixBytes == longestPrefix)) {
      throw refused("Message is too long", Fault.LIMIT);
    }
    isInside = part >= 0;
  }

  private void fill(ByteBuffer input) {
    int count = (int) Math.min(announced - filled, input.remaining());
    if (filled + count > message.length) {
      long doubled = Math.max(Math.max(filled + count, 2L * message.length), FIRST_CAPACITY);
      message = Arrays.copyOf(message, (int) Math.min(announced, doubled));
    }
    input.get(message, filled, count);
    filled += count;
  }

  private byte[] finished() {
    byte[] whole = message.length == filled ? message : Arrays.copyOf(message, filled);
    message = NOTHING;
    filled = 0;
    announced = 0;
    prefixBytes = 0;
    isInside = false;
    return whole;
  }

  private BadPeerException refused(String sentence, Fault fault) {
    return new BadPeerException(
        problem(sentence).at("message", what).at("length", announced).at("longest", longest),
        fault);
  }
}
