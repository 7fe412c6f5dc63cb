package io.debros.store.dagcbor;

import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborFloat;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborLink;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.multiformats.Cid;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Hostile bytes. Every item takes at least one byte, so a list or map may claim only as many items
 * as bytes remain after all items that enclosing lists and maps still wait for (`owed`). Arrays can
 * then be made in their final size: together they never have more places than the input has bytes.
 * The depth limit keeps the recursion within any stack.
 */
/** Reads one canonical item from a part of a byte array. One thread at a time. */
final class CborReader {
  private static final CborBool TRUE = new CborBool(true);
  private static final CborBool FALSE = new CborBool(false);
  private static final CborList EMPTY_LIST = CborList.of();

  private final CborInput input;

  /** Items that enclosing lists and maps still wait for, the present one not included. */
  private long owed;

  private int depth;

  CborReader(byte[] bytes, int from, int to) {
    this.input = new CborInput(bytes, from, to);
  }

  void requireEnd() {
    if (input.remaining() > 0) {
      throw input.refused("bytes after the item", input.position());
    }
  }

  CborValue read() {
    int start = input.position();
    int major = input.head();
    return switch (major) {
      case Cbor.UNSIGNED -> unsigned(input.argument());
      case Cbor.NEGATIVE -> negative(input.argument());
      case Cbor.BYTES -> CborBytes.owning(input.raw(lengthOf(start)));
      case Cbor.TEXT -> CborText.ofChecked(input.text(lengthOf(start)));
      case Cbor.LIST -> list(start);
      case Cbor.MAP -> map(start);
      case Cbor.TAG -> link(start);
      default -> simple(start);
    };
  }

  private static CborValue unsigned(long argument) {
    return argument >= 0
        ? new CborInt(argument)
        : CborValue.integer(new BigInteger(Long.toUnsignedString(argument)));
  }

  private static CborValue negative(long argument) {
    return argument >= 0
        ? new CborInt(~argument)
        : CborValue.integer(new BigInteger(Long.toUnsignedString(argument)).not());
  }

  private CborList list(int start) {
    int count = countOf(start, 1);
    if (count == 0) {
      return EMPTY_LIST;
    }
    enter(start);
    CborValue[] values = new CborValue[count];
    for (int index = 0; index < count; index++) {
      owed--;
      values[index] = read();
    }
    depth--;
    return new CborList(List.of(values));
  }

  private CborMap map(int start) {
    int count = countOf(start, 2);
    if (count == 0) {
      return CborMap.of();
    }
    enter(start);
    String[] keys = new String[count];
    CborValue[] values = new CborValue[count];
    CborSlice previous = null;
    for (int index = 0; index < count; index++) {
      owed--;
      previous = key(previous);
      keys[index] = input.textAt(previous);
      requireKept(keys[index], previous);
      owed--;
      values[index] = read();
    }
    depth--;
    return new CborMap(keys, values);
  }

  /** The bytes of a key, which must come after the previous key in canonical order. */
  private CborSlice key(@Nullable CborSlice previous) {
    int start = input.position();
    if (input.head() != Cbor.TEXT) {
      throw input.refused("map key that is not text", start);
    }
    CborSlice key = input.skip(lengthOf(start));
    if (previous != null) {
      int order = input.compareKeys(previous, key);
      if (order >= 0) {
        throw input.refused(order == 0 ? "repeated map key" : "map keys out of order", start);
      }
    }
    return key;
  }

  private void requireKept(String key, CborSlice where) {
    if (key.equals(CborTexts.LOST_KEY)) {
      throw input.refused("map key __proto__", where.from());
    }
  }

  private CborLink link(int start) {
    if (input.argument() != Cbor.LINK) {
      throw input.refused("tag other than 42", start);
    }
    if (input.head() != Cbor.BYTES) {
      throw input.refused("link that is not a byte string", start);
    }
    byte[] raw = input.raw(lengthOf(start));
    if (raw.length == 0 || raw[0] != 0) {
      throw input.refused("link that does not start with a zero byte", start);
    }
    try {
      return new CborLink(Cid.decode(Arrays.copyOfRange(raw, 1, raw.length)));
    } catch (IllegalArgumentException e) {
      throw input.refused("link without a CID: " + e.getMessage(), start);
    }
  }

  private CborValue simple(int start) {
    if (input.info() == Cbor.EIGHT_BYTES) {
      return number(Double.longBitsToDouble(input.argument()), start);
    }
    return switch (input.info()) {
      case Cbor.FALSE -> FALSE;
      case Cbor.TRUE -> TRUE;
      case Cbor.NULL -> CborNull.NULL;
      default -> throw input.refused("simple value or short float", start);
    };
  }

  private CborFloat number(double value, int start) {
    if (!Double.isFinite(value) || CborFloat.isWrittenAsInteger(value)) {
      throw input.refused("float that is not finite or should be an integer", start);
    }
    return new CborFloat(value);
  }

  private int lengthOf(int start) {
    return claimed(start, 1);
  }

  private int countOf(int start, int itemsEach) {
    int count = claimed(start, itemsEach);
    owed += (long) count * itemsEach;
    return count;
  }

  /** The argument as a number of things that take so many bytes each, checked before it is used. */
  private int claimed(int start, int bytesEach) {
    long claim = input.argument();
    if (claim < 0 || claim > (input.remaining() - owed) / bytesEach) {
      throw input.refused("length beyond the end", start);
    }
    return (int) claim;
  }

  private void enter(int start) {
    if (++depth > DagCbor.MAX_DEPTH) {
      throw input.refused("nested deeper than " + DagCbor.MAX_DEPTH, start);
    }
  }

  /** See {@link DagCbor#find}. */
  @Nullable CborSlice find(String... path) {
    for (String key : path) {
      if (!enterValueOf(key)) {
        return null;
      }
    }
    int from = input.position();
    skip();
    return new CborSlice(from, input.position());
  }

  /** Moves from the start of a map to the start of the value of a key in it. */
  private boolean enterValueOf(String key) {
    int start = input.position();
    if (input.head() != Cbor.MAP) {
      return false;
    }
    int count = claimed(start, 2);
    for (int index = 0; index < count; index++) {
      if (input.isTextAt(key(null), key)) {
        return true;
      }
      skip();
    }
    return false;
  }

  /** Moves behind one item, without recursion. */
  private void skip() {
    for (long items = 1; items > 0; items--) {
      int start = input.position();
      switch (input.head()) {
        case Cbor.BYTES, Cbor.TEXT -> input.skip(claimed(start, 1));
        case Cbor.LIST -> items += claimed(start, 1);
        case Cbor.MAP -> items += 2L * claimed(start, 2);
        case Cbor.TAG -> items++;
        default -> {} // the head is all of it
      }
    }
  }
}
