package io.debros.jpa.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random plain values that lie close together, so that orders are tested at their edges. */
public final class PlainGenerator {
  private static final String[] PARTS = {
    "a", "b", "A", "\0", "\u0001", "é", "\uffff", "\ud83d\ude00", "\ud800", "\udc00", "zz"
  };

  private PlainGenerator() {}

  /** Any plain value of bounded depth. */
  public static @Nullable Object value(RandomGenerator random, int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 8)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2, 3 -> number(random);
      case 4 -> text(random);
      case 5 -> bytes(random);
      case 6 -> list(random, depth);
      default -> map(random, depth);
    };
  }

  /** Numbers of every Java type. */
  public static Number number(RandomGenerator random) {
    long near = random.nextInt(5) - 2;
    return switch (random.nextInt(9)) {
      case 0 -> near;
      case 1 -> near / 2.0;
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> BigInteger.ONE.shiftLeft(53).add(BigInteger.valueOf(near)).longValue();
      case 4 -> 0x1p53 + 2 * near;
      case 5 -> BigInteger.ONE.shiftLeft(63).add(BigInteger.valueOf(near + 3));
      case 6 -> Math.scalb(near + 0.5, random.nextInt(2000) - 1000);
      case 7 -> BigDecimal.valueOf(near, random.nextInt(600) - 300);
      default -> new BigDecimal(BigInteger.valueOf(random.nextInt(2000) - 1000), 2);
    };
  }

  /** Short texts with the characters that are hard to order. */
  public static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(4); left > 0; left--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }

  private static byte[] bytes(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(3)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(4) - 2);
    }
    return bytes;
  }

  private static List<@Nullable Object> list(RandomGenerator random, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int left = random.nextInt(3); left > 0; left--) {
      list.add(value(random, depth - 1));
    }
    return list;
  }

  private static Map<String, @Nullable Object> map(RandomGenerator random, int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int left = random.nextInt(3); left > 0; left--) {
      map.put(text(random), value(random, depth - 1));
    }
    return map;
  }
}
