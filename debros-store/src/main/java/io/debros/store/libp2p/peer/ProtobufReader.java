package io.debros.store.libp2p.peer;

import static io.debros.store.error.Problem.problem;
import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * Reads the fields of one protobuf message in the order they come:
 *
 * <pre>{@code
 * while (reader.next()) {
 *   switch (reader.field()) {
 *     case 1 -> key = reader.bytes(MAX_KEY);
 *     case 2 -> names.add(reader.text(MAX_NAME));
 *     default -> {}
 *   }
 * }
 * }</pre>
 *
 * A field that is not read is skipped, so unknown ones are. Reads only inside its bytes and copies
 * nothing that is longer than allowed. Every method throws {@link BadPeerException} for bytes that
 * are not such a message. One thread at a time.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">encoding</a>
 */
@API(status = INTERNAL)
public final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final long HIGHEST_TAG = (1L << 32) - 1;

  private final String message;
  private final byte[] bytes;
  private final int end;
  private int position;
  private int field;
  private int wireType;
  private boolean isPending;

  private ProtobufReader(String message, byte[] bytes, int start, int end) {
    this.message = message;
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** Reads a message, which must not change meanwhile. Its name is for errors. */
  public static ProtobufReader of(String message, byte[] bytes) {
    return new ProtobufReader(message, bytes, 0, bytes.length);
  }

  /** Goes on to the next field; false at the end of the message. */
  public boolean next() {
    if (isPending) {
      skip();
    }
    if (position == end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    if (tag < 0 || tag > HIGHEST_TAG || field == 0) {
      throw refused("Protobuf message has an impossible field", Fault.MALFORMED);
    }
    isPending = true;
    return true;
  }

  /** Number of the present field. */
  public int field() {
    return field;
  }

  /** The number in the present field: an unsigned one, or an enum. */
  public long uint64() {
    take(VARINT);
    return varint();
  }

  /** The present field as true or false. */
  public boolean bool() {
    return uint64() != 0;
  }

  /** The bytes in the present field; a copy. */
  public byte[] bytes(int longest) {
    int length = length(longest);
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  /** The text in the present field. */
  public String text(int longestBytes) {
    int length = length(longestBytes);
    try {
      ByteBuffer text = ByteBuffer.wrap(bytes, position, length);
      position += length;
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw refused("Protobuf message has a text that is not UTF-8", Fault.MALFORMED);
    }
  }

  /** The message inside the present field, on the same bytes. */
  public ProtobufReader message(String name, int longest) {
    int length = length(longest);
    position += length;
    return new ProtobufReader(name, bytes, position - length, position);
  }

  /** Starts to read bytes: what remains is at least as long as this says. */
  private int length(int longest) {
    take(BYTES);
    long length = varint();
    if (length < 0 || length > end - position) {
      throw refused("Protobuf message is cut off", Fault.MALFORMED);
    }
    if (length > longest) {
      throw refused("Protobuf message has a field that is too long", Fault.LIMIT);
    }
    return (int) length;
  }

  private void take(int expected) {
    if (!isPending) {
      throw new IllegalStateException("A field is read once, after next()");
    }
    if (wireType != expected) {
      throw refused("Protobuf message has a field of a wrong type", Fault.MALFORMED);
    }
    isPending = false;
  }

  private void skip() {
    switch (wireType) {
      case VARINT -> uint64();
      case BYTES -> skipFixed(length(Integer.MAX_VALUE));
      case FIXED64 -> skipFixed(Long.BYTES);
      case FIXED32 -> skipFixed(Integer.BYTES);
      default -> throw refused("Protobuf message has a field of a wrong type", Fault.MALFORMED);
    }
    isPending = false;
  }

  private void skipFixed(int size) {
    if (size > end - position) {
      throw refused("Protobuf message is cut off", Fault.MALFORMED);
    }
    position += size;
  }

  /** At most ten bytes, the last of which holds one bit. */
  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position == end) {
        throw refused("Protobuf message is cut off", Fault.MALFORMED);
      }
      byte part = bytes[position++];
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        if (shift == 63 && part > 1) {
          break;
        }
        return value;
      }
    }
    throw refused("Protobuf message has a number that is too long", Fault.MALFORMED);
  }

  private BadPeerException refused(String sentence, Fault fault) {
    return new BadPeerException(
        problem(sentence).at("message", message).at("field", field).at("offset", position), fault);
  }
}
