package io.debros.store.testing;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborLink;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.multiformats.Cid;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Random values of dag-cbor, of every kind. One thread at a time. */
public final class CborValues {
  private static final int KINDS = 11;
  private static final int SCALAR_KINDS = 9;
  private static final int[] LETTERS = {
    'a', 'b', 'z', '0', ' ', '"', 0, 0x7f, 0x80, 0xe9, 0x7ff, 0x800, 0x6c34, 0xd7ff, 0xe000, 0xfeff,
    0xffff, 0x10000, 0x1f600, 0x10ffff
  };

  private final RandomGenerator random;

  public CborValues(RandomGenerator random) {
    this.random = random;
  }

  /** A value whose lists and maps are at most so many levels deep. */
  public CborValue next(int depth) {
    return switch (random.nextInt(depth > 0 ? KINDS : SCALAR_KINDS)) {
      case 0 -> CborNull.NULL;
      case 1 -> new CborBool(random.nextBoolean());
      case 2 -> new CborInt(random.nextInt(-300, 300));
      case 3 -> new CborInt(random.nextLong() >> random.nextInt(64));
      case 4 -> CborValue.integer(bigInteger());
      case 5 -> CborValue.number(number());
      case 6 -> new CborText(text(12));
      case 7 -> CborBytes.of(bytes(random.nextInt(40)));
      case 8 -> new CborLink(Cid.ofDagCbor(bytes(4)));
      case 9 -> list(depth);
      default -> map(depth);
    };
  }

  /** A map whose values are at most so many levels deep. */
  public CborMap map(int depth) {
    Map<String, CborValue> entries = new LinkedHashMap<>();
    for (int count = random.nextInt(14); count > 0; count--) {
      entries.put(text(5), next(depth - 1));
    }
    return CborMap.of(entries);
  }

  /** Text of at most so many characters of all lengths in UTF-8. */
  public String text(int most) {
    StringBuilder text = new StringBuilder();
    for (int count = random.nextInt(most + 1); count > 0; count--) {
      int letter = LETTERS[random.nextInt(LETTERS.length)];
      text.appendCodePoint(letter == 0xfeff && text.isEmpty() ? 'x' : letter);
    }
    return text.toString();
  }

  private CborList list(int depth) {
    return new CborList(Stream.generate(() -> next(depth - 1)).limit(random.nextInt(6)).toList());
  }

  private BigInteger bigInteger() {
    BigInteger magnitude = new BigInteger(1, bytes(1 + random.nextInt(8)));
    return random.nextBoolean() ? magnitude : magnitude.not();
  }

  private double number() {
    double number = Double.longBitsToDouble(random.nextLong());
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(-1000, 1000) / 8.0;
      case 1 ->
          List.of(0x1p53, -0x1p53, 0x1p53 - 1, -0.0, 1e20, Double.MIN_VALUE, 5.0)
              .get(random.nextInt(7));
      default -> Double.isFinite(number) ? number : 0.5;
    };
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
