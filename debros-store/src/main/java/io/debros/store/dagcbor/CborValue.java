package io.debros.store.dagcbor;

import io.debros.store.multiformats.Cid;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of dag-cbor. Immutable, thread-safe. An integer within the range of {@code long} is
 * always a {@link CborInt}, and a finite double that is integral and within ±(2^53-1) cannot be a
 * {@link CborFloat}: the factories give the one canonical value, so {@code equals} is equality of
 * encodings.
 */
public sealed interface CborValue {
  /** {@code null}. */
  enum CborNull implements CborValue {
    NULL
  }

  /** True or false. */
  record CborBool(boolean value) implements CborValue {}

  /** An integer of at most 64 bits, signed. */
  record CborInt(long value) implements CborValue {}

  /** An integer outside the range of {@code long}, -2^64 … 2^64-1. */
  record CborBigInt(BigInteger value) implements CborValue {}

  /** A finite 64-bit float that JavaScript writes as one. */
  record CborFloat(double value) implements CborValue {}

  /** Text without unpaired surrogates and without a leading U+FEFF. */
  record CborText(String value) implements CborValue {}

  /** Bytes, compared by content. */
  final class CborBytes implements CborValue {}

  /** A list of values. */
  record CborList(List<CborValue> values) implements CborValue {}

  /** A map with text keys, in canonical order: shorter UTF-8 first, then by unsigned bytes. */
  final class CborMap implements CborValue {
    public static CborMap of(Map<String, ? extends CborValue> entries) {
      throw new IllegalStateException();
    }

    /** The value, or null if there is no such key. */
    public @Nullable CborValue find(String key) {
      throw new IllegalStateException();
    }

    /** In canonical order; unmodifiable. */
    public Map<String, CborValue> entries() {
      throw new IllegalStateException();
    }
  }

  /** A link to a block (tag 42). */
  record CborLink(Cid cid) implements CborValue {}
}
