package io.debros.store.merge;

/**
 * Arithmetic that stops at the ends of {@code long}: a foreign writer must not make a fold fail.
 */
final class Saturated {
  private Saturated() {}

  static long sum(long a, long b) {
    long sum = a + b;
    boolean overflown = ((a ^ sum) & (b ^ sum)) < 0;
    return overflown ? end(a) : sum;
  }

  static long difference(long a, long b) {
    long difference = a - b;
    boolean overflown = ((a ^ b) & (a ^ difference)) < 0;
    return overflown ? end(a) : difference;
  }

  private static long end(long sign) {
    return sign < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
