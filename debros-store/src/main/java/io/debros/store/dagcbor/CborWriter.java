package io.debros.store.dagcbor;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue.CborBigInt;
import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborFloat;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborLink;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes values into a growing buffer, in one pass. One thread at a time. */
final class CborWriter {
  private static final int FIRST_CAPACITY = 512;

  private byte[] buffer = new byte[FIRST_CAPACITY];
  private int length;
  private int depth;

  byte[] bytes() {
    return Arrays.copyOf(buffer, length);
  }

  void write(CborValue value) {
    if (value instanceof CborText text) {
      text(text.value());
    } else if (value instanceof CborMap map) {
      map(map);
    } else if (value instanceof CborInt integer) {
      integer(integer.value());
    } else if (value instanceof CborList list) {
      list(list);
    } else {
      rare(value);
    }
  }

  private void rare(CborValue value) {
    if (value instanceof CborBool bool) {
      head(Cbor.SIMPLE, bool.value() ? Cbor.TRUE : Cbor.FALSE);
    } else if (value instanceof CborNull) {
      head(Cbor.SIMPLE, Cbor.NULL);
    } else if (value instanceof CborFloat number) {
      bits(Cbor.SIMPLE << 5 | Cbor.EIGHT_BYTES, Double.doubleToRawLongBits(number.value()), 8);
    } else if (value instanceof CborBytes bytes) {
      bytes(bytes.shared());
    } else if (value instanceof CborLink link) {
      link(link);
    } else if (value instanceof CborBigInt big) {
      boolean negative = big.value().signum() < 0;
      bits(
          (negative ? Cbor.NEGATIVE : Cbor.UNSIGNED) << 5 | Cbor.EIGHT_BYTES,
          negative ? big.value().not().longValue() : big.value().longValue(),
          8);
    }
  }

  private void integer(long value) {
    head(value < 0 ? Cbor.NEGATIVE : Cbor.UNSIGNED, value < 0 ? ~value : value);
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    head(Cbor.TEXT, utf8.length);
    raw(utf8);
  }

  private void bytes(byte[] bytes) {
    head(Cbor.BYTES, bytes.length);
    raw(bytes);
  }

  private void link(CborLink link) {
    byte[] cid = link.cid().bytes();
    head(Cbor.TAG, Cbor.LINK);
    head(Cbor.BYTES, cid.length + 1L);
    raw(new byte[1]);
    raw(cid);
  }

  private void list(CborList list) {
    enter();
    head(Cbor.LIST, list.values().size());
    for (CborValue value : list.values()) {
      write(value);
    }
    depth--;
  }

  private void map(CborMap map) {
    enter();
    head(Cbor.MAP, map.size());
    for (int index = 0; index < map.size(); index++) {
      text(map.keyAt(index));
      write(map.valueAt(index));
    }
    depth--;
  }

  private void enter() {
    if (++depth > DagCbor.MAX_DEPTH) {
      throw new IllegalArgumentException(
          problem("Value is nested too deep")
              .at("deepest", DagCbor.MAX_DEPTH)
              .advice("Store it flatter, or in several documents")
              .toString());
    }
  }

  /** Major type and argument, in the shortest form. */
  private void head(int major, long argument) {
    int type = major << 5;
    if (argument < Cbor.ONE_BYTE) {
      bits(type | (int) argument, 0, 0);
    } else if (argument <= 0xff) {
      bits(type | Cbor.ONE_BYTE, argument, 1);
    } else if (argument <= 0xffff) {
      bits(type | Cbor.TWO_BYTES, argument, 2);
    } else if (argument <= 0xffff_ffffL) {
      bits(type | Cbor.FOUR_BYTES, argument, 4);
    } else {
      bits(type | Cbor.EIGHT_BYTES, argument, 8);
    }
  }

  private void bits(int first, long argument, int size) {
    reserve(size + 1);
    buffer[length++] = (byte) first;
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (argument >>> shift);
    }
  }

  private void raw(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void reserve(int more) {
    if (more > buffer.length - length) {
      buffer = Arrays.copyOf(buffer, capacityFor((long) length + more));
    }
  }

  private int capacityFor(long needed) {
    if (needed > Cbor.MAX_BYTES) {
      throw new IllegalArgumentException(
          problem("Value is too large for one block")
              .at("mostBytes", Cbor.MAX_BYTES)
              .advice("Store it in several documents")
              .toString());
    }
    return (int) Math.min(Cbor.MAX_BYTES, Math.max(needed, 2L * buffer.length));
  }
}
