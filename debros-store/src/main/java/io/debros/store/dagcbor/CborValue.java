package io.debros.store.dagcbor;

import static io.debros.store.error.Problem.problem;

import io.debros.store.multiformats.Cid;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of dag-cbor. Immutable, thread-safe. An integer within the range of {@code long} is
 * always a {@link CborInt}, and a finite double that is integral and within ±(2^53-1) cannot be a
 * {@link CborFloat}: the factories give the one canonical value, so {@code equals} is equality of
 * encodings. What has no canonical encoding is refused with an {@link IllegalArgumentException} by
 * the constructor of its type.
 */
public sealed interface CborValue {
  /** An integer of any type that fits: {@link CborInt} if it can be. */
  static CborValue integer(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? new CborInt(value.longValueExact())
        : new CborBigInt(value);
  }

  /**
   * A double as JavaScript writes it: integral values within ±(2^53-1), and -0.0, become integers.
   *
   * @throws IllegalArgumentException for NaN and infinities
   */
  static CborValue number(double value) {
    return CborFloat.isWrittenAsInteger(value) ? new CborInt((long) value) : new CborFloat(value);
  }

  /** {@code null}. */
  enum CborNull implements CborValue {
    NULL
  }

  /** True or false. */
  record CborBool(boolean value) implements CborValue {}

  /** An integer of at most 64 bits, signed. */
  record CborInt(long value) implements CborValue {}

  /** An integer outside the range of {@code long}, -2^64 … 2^64-1. */
  record CborBigInt(BigInteger value) implements CborValue {
    public CborBigInt {
      BigInteger magnitude = value.signum() < 0 ? value.not() : value;
      if (magnitude.bitLength() != Long.SIZE) {
        throw new IllegalArgumentException(
            problem("Integer is no big integer of dag-cbor")
                .at("bits", value.bitLength())
                .advice("Keep integers within -2^64 … 2^64-1 and make them with CborValue.integer")
                .toString());
      }
    }
  }

  /** A finite 64-bit float that JavaScript writes as one. */
  record CborFloat(double value) implements CborValue {
    private static final double MAX_SAFE_INTEGER = 0x1p53 - 1;

    public CborFloat {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            problem("Number has no encoding in dag-cbor")
                .at("value", value)
                .advice("Store finite numbers only")
                .toString());
      }
      if (isWrittenAsInteger(value)) {
        throw new IllegalArgumentException(
            problem("Integral number cannot be a float of dag-cbor")
                .at("value", value)
                .advice("Make numbers with CborValue.number")
                .toString());
      }
    }

    static boolean isWrittenAsInteger(double value) {
      return Math.abs(value) <= MAX_SAFE_INTEGER && value == Math.rint(value);
    }
  }

  /** Text without unpaired surrogates and without a leading U+FEFF. */
  final class CborText implements CborValue {
    private final String value;

    /**
     * Checks the text.
     *
     * @throws IllegalArgumentException if JavaScript would read it back as another one
     */
    public CborText(String value) {
      CborTexts.requireWritable(value);
      this.value = value;
    }

    /** A sequence, only to differ from the constructor that checks. */
    private CborText(CharSequence checked) {
      this.value = checked.toString();
    }

    /** The printed form of a CID, as entries name each other. */
    public static CborText of(Cid cid) {
      return ofChecked(cid.toString());
    }

    /** Text that was checked when it was read, or needs no check. */
    static CborText ofChecked(CharSequence text) {
      return new CborText(text);
    }

    /** The text. */
    public String value() {
      return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CborText that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }

    @Override
    public String toString() {
      return "CborText[value=" + value + "]";
    }
  }

  /** Bytes, compared by content. */
  final class CborBytes implements CborValue {
    private final byte[] value;

    private CborBytes(byte[] value) {
      this.value = value;
    }

    /** A copy of the bytes. */
    public static CborBytes of(byte[] value) {
      return new CborBytes(value.clone());
    }

    /** The bytes themselves, which nobody else may keep. */
    static CborBytes owning(byte[] value) {
      return new CborBytes(value);
    }

    /** The bytes; a copy. */
    public byte[] value() {
      return value.clone();
    }

    /** The bytes themselves; not to be changed. */
    byte[] shared() {
      return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CborBytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    /** Lower-case hex. */
    @Override
    public String toString() {
      return "CborBytes[" + HexFormat.of().formatHex(value) + "]";
    }
  }

  /** A list of values; a copy of the one given. */
  record CborList(List<CborValue> values) implements CborValue {
    public CborList {
      values = List.copyOf(values);
    }

    public static CborList of(CborValue... values) {
      return new CborList(List.of(values));
    }
  }

  /** A map with text keys, in canonical order: shorter UTF-8 first, then by unsigned bytes. */
  final class CborMap implements CborValue {
    private static final CborMap EMPTY = new CborMap(new String[0], new CborValue[0]);

    private final String[] keys;
    private final CborValue[] values;

    /** Takes parallel arrays in canonical order, which nobody else may keep. */
    CborMap(String[] keys, CborValue[] values) {
      this.keys = keys;
      this.values = values;
    }

    /** The map without keys. */
    public static CborMap of() {
      return EMPTY;
    }

    /**
     * A map of the entries, whatever their order.
     *
     * @throws IllegalArgumentException for a key that JavaScript would lose or change: {@code
     *     __proto__}, unpaired surrogates, a leading U+FEFF
     */
    public static CborMap of(Map<String, ? extends CborValue> entries) {
      String[] keys = entries.keySet().toArray(String[]::new);
      Arrays.sort(keys, CborTexts.CANONICAL_ORDER);
      CborValue[] values = new CborValue[keys.length];
      for (int index = 0; index < keys.length; index++) {
        CborTexts.requireWritableKey(keys[index]);
        CborValue value = entries.get(keys[index]);
        if (value == null) {
          throw new IllegalArgumentException(
              problem("Map of dag-cbor has a key without value")
                  .at("key", keys[index])
                  .advice("Leave the key out, or store CborNull")
                  .toString());
        }
        values[index] = value;
      }
      return new CborMap(keys, values);
    }

    /** A builder without keys. */
    public static Builder builder() {
      return new Builder();
    }

    /** A builder that starts with what this map holds. */
    public Builder toBuilder() {
      Builder builder = new Builder();
      builder.entries.putAll(entries());
      return builder;
    }

    /** The value, or null if there is no such key. */
    public @Nullable CborValue find(String key) {
      int index = CborTexts.indexOf(keys, key);
      return index < 0 ? null : values[index];
    }

    /** Number of keys. */
    public int size() {
      return keys.length;
    }

    /** In canonical order; unmodifiable. */
    public Map<String, CborValue> entries() {
      return new CborEntries(this);
    }

    String keyAt(int index) {
      return keys[index];
    }

    CborValue valueAt(int index) {
      return values[index];
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CborMap that
          && Arrays.equals(keys, that.keys)
          && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "CborMap" + entries();
    }

    /** Collects the entries of a map in any order. One thread at a time. */
    public static final class Builder {
      private final Map<String, CborValue> entries = new LinkedHashMap<>();

      private Builder() {}

      /** Sets a key; a value that it had is replaced. */
      public Builder put(String key, CborValue value) {
        entries.put(key, value);
        return this;
      }

      /** Sets a key to text. */
      public Builder put(String key, String value) {
        return put(key, new CborText(value));
      }

      /** Sets a key to an integer. */
      public Builder put(String key, long value) {
        return put(key, new CborInt(value));
      }

      /** Sets a key to a double, in its canonical form. */
      public Builder put(String key, double value) {
        return put(key, CborValue.number(value));
      }

      /** Sets a key to true or false. */
      public Builder put(String key, boolean value) {
        return put(key, new CborBool(value));
      }

      /** Removes a key if it is there. */
      public Builder remove(String key) {
        entries.remove(key);
        return this;
      }

      /** The map; the builder can go on. */
      public CborMap build() {
        return CborMap.of(entries);
      }
    }
  }

  /** A link to a block (tag 42). */
  record CborLink(Cid cid) implements CborValue {}
}
