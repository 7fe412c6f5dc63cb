package io.debros.store.dagcbor;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadBlockException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes under a reading position: heads, arguments and runs of bytes. One thread at a time. */
final class CborInput {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final byte[] bytes;
  private final int end;
  private int position;

  private int info;
  private long argument;

  CborInput(byte[] bytes, int from, int to) {
    if (from < 0 || to < from || to > bytes.length) {
      throw new IndexOutOfBoundsException(from + " … " + to + " of " + bytes.length + " bytes");
    }
    this.bytes = bytes;
    this.position = from;
    this.end = to;
  }

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }

  /** Reads a head and returns its major type; see {@link #info} and {@link #argument}. */
  int head() {
    int start = position;
    requireRemaining(1, start);
    int first = bytes[position++] & 0xff;
    info = first & 0x1f;
    argument = info < Cbor.ONE_BYTE ? info : longArgument(first >> 5, start);
    return first >> 5;
  }

  /** Additional information of the last head. */
  int info() {
    return info;
  }

  /** Argument of the last head, unsigned; bits of the number if it was a float. */
  long argument() {
    return argument;
  }

  private long longArgument(int major, int start) {
    if (info > Cbor.EIGHT_BYTES) {
      throw refused("indefinite length or reserved head", start);
    }
    int size = 1 << (info - Cbor.ONE_BYTE);
    requireRemaining(size, start);
    long value = 0;
    for (int index = 0; index < size; index++) {
      value = (value << 8) | (bytes[position++] & 0xff);
    }
    if (major != Cbor.SIMPLE && !isShortest(value, size)) {
      throw refused("number in more bytes than needed", start);
    }
    return value;
  }

  private static boolean isShortest(long value, int size) {
    return switch (size) {
      case 1 -> value >= Cbor.ONE_BYTE;
      case 2 -> value > 0xff;
      case 4 -> value > 0xffff;
      default -> (value >>> 32) != 0;
    };
  }

  /** A copy of the next bytes. */
  byte[] raw(int length) {
    CborSlice slice = skip(length);
    return slice.of(bytes);
  }

  /** The next bytes as text. */
  String text(int length) {
    return textAt(skip(length));
  }

  /** Moves behind the next bytes and says where they are. */
  CborSlice skip(int length) {
    requireRemaining(length, position);
    position += length;
    return new CborSlice(position - length, position);
  }

  /** Bytes read before, as text; refuses invalid UTF-8 and a leading U+FEFF. */
  String textAt(CborSlice slice) {
    int length = slice.to() - slice.from();
    if (isAscii(slice)) {
      return new String(bytes, slice.from(), length, StandardCharsets.ISO_8859_1);
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, slice.from(), length))
              .toString();
      CborTexts.requireWritable(text);
      return text;
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw refused("text with invalid UTF-8 or a leading U+FEFF", slice.from());
    }
  }

  /** Whether bytes read before are a text; makes no text of them if it is ASCII. */
  boolean isTextAt(CborSlice slice, String text) {
    if (!isAscii(slice)) {
      return textAt(slice).equals(text);
    }
    int length = slice.to() - slice.from();
    if (length != text.length()) {
      return false;
    }
    for (int index = 0; index < length; index++) {
      if (bytes[slice.from() + index] != text.charAt(index)) {
        return false;
      }
    }
    return true;
  }

  private boolean isAscii(CborSlice slice) {
    int index = slice.from();
    for (; index <= slice.to() - Long.BYTES; index += Long.BYTES) {
      if (((long) EIGHT_BYTES.get(bytes, index) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; index < slice.to(); index++) {
      if (bytes[index] < 0) {
        return false;
      }
    }
    return true;
  }

  int compareKeys(CborSlice left, CborSlice right) {
    int byLength = Integer.compare(left.to() - left.from(), right.to() - right.from());
    return byLength != 0
        ? byLength
        : Arrays.compareUnsigned(bytes, left.from(), left.to(), bytes, right.from(), right.to());
  }

  private void requireRemaining(int size, int start) {
    if (size > end - position) {
      throw refused("cut off", start);
    }
  }

  BadBlockException refused(String reason, int offset) {
    return new BadBlockException(
        problem("Bytes are not canonical dag-cbor")
            .at("reason", reason)
            .at("offset", offset)
            .at("bytes", bytes.length)
            .advice("Ask the writer of the block to encode it as strict dag-cbor"));
  }
}
