package io.debros.store.testing;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Bytes with some of them changed, cut out, doubled or cut off, as a hostile peer would. */
public final class Mutations {
  private Mutations() {}

  /** One to three changes; the given array stays as it is. */
  public static byte[] of(byte[] bytes, RandomGenerator random) {
    byte[] mutated = bytes.clone();
    for (int count = 1 + random.nextInt(3); count > 0 && mutated.length > 0; count--) {
      mutated = once(mutated, random.nextInt(mutated.length), random);
    }
    return mutated;
  }

  private static byte[] once(byte[] bytes, int at, RandomGenerator random) {
    return switch (random.nextInt(5)) {
      case 0 -> replaced(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
      case 1 -> replaced(bytes, at, (byte) random.nextInt());
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> joined(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(4)));
      default -> joined(bytes, at + 1, Math.max(0, at - random.nextInt(4)));
    };
  }

  private static byte[] replaced(byte[] bytes, int at, byte value) {
    byte[] changed = bytes.clone();
    changed[at] = value;
    return changed;
  }

  /** The bytes up to one offset, then those from another: a gap, or a repetition. */
  private static byte[] joined(byte[] bytes, int until, int from) {
    byte[] changed = Arrays.copyOf(bytes, until + bytes.length - from);
    System.arraycopy(bytes, from, changed, until, bytes.length - from);
    return changed;
  }
}
