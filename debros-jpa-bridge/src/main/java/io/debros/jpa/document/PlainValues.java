package io.debros.jpa.document;

import io.debros.store.dagcbor.CborValue;
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
import io.debros.store.multiformats.Cid;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The only place where plain Java becomes dag-cbor and back. */
final class PlainValues {
  private PlainValues() {}

  static @Nullable Object plain(CborValue value) {
    if (value instanceof CborText text) {
      return text.value();
    } else if (value instanceof CborInt integer) {
      return integer.value();
    } else if (value instanceof CborBool bool) {
      return bool.value();
    } else if (value instanceof CborFloat real) {
      return real.value();
    } else if (value instanceof CborBigInt integer) {
      return integer.value();
    } else if (value instanceof CborBytes bytes) {
      return bytes.value();
    } else if (value instanceof CborList list) {
      List<@Nullable Object> values = new ArrayList<>(list.values().size());
      list.values().forEach(element -> values.add(plain(element)));
      return Collections.unmodifiableList(values);
    } else if (value instanceof CborMap map) {
      return plainMap(map);
    } else if (value instanceof CborLink link) {
      return new DocumentLink(link.cid().toString());
    }
    return null;
  }

  static Map<String, @Nullable Object> plainMap(CborMap map) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    map.entries().forEach((key, value) -> values.put(key, plain(value)));
    return Collections.unmodifiableMap(values);
  }

  /**
   * The map in dag-cbor.
   *
   * @throws IllegalArgumentException for a value without a canonical encoding
   */
  static CborMap map(Map<?, ?> values) {
    Map<String, CborValue> entries = new LinkedHashMap<>();
    values.forEach((key, value) -> entries.put((String) key, cbor(value)));
    return CborMap.of(entries);
  }

  /** The list in dag-cbor, see {@link #map}. */
  static CborList list(List<?> values) {
    return new CborList(values.stream().map(PlainValues::cbor).toList());
  }

  private static CborValue cbor(@Nullable Object plain) {
    if (plain == null) {
      return CborNull.NULL;
    } else if (plain instanceof String text) {
      return new CborText(text);
    } else if (plain instanceof Long integer) {
      return new CborInt(integer);
    } else if (plain instanceof Boolean bool) {
      return new CborBool(bool);
    } else if (plain instanceof Double real) {
      return CborValue.number(real);
    } else if (plain instanceof BigInteger integer) {
      return CborValue.integer(integer);
    } else if (plain instanceof byte[] bytes) {
      return CborBytes.of(bytes);
    } else if (plain instanceof List<?> list) {
      return new CborList(list.stream().map(PlainValues::cbor).toList());
    } else if (plain instanceof Map<?, ?> map) {
      return map(map);
    } else if (plain instanceof DocumentLink link) {
      return new CborLink(Cid.parse(link.cid()));
    }
    throw new IllegalArgumentException("No document value: " + plain.getClass().getName());
  }
}
