package io.debros.store.testing;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Checks a law on many random inputs. Each try has a seed of its own; a failure names it, and
 * {@code -Ddebros.seed=} runs that single try again. {@code -Ddebros.tries.factor=} multiplies the
 * tries.
 */
public final class Property {
  /** System property that replays one try. */
  public static final String SEED = "debros.seed";

  private Property() {}

  /** One try; whatever it throws is a failure of the law. */
  @FunctionalInterface
  public interface Law {
    void holds(RandomGenerator random) throws Exception;
  }

  /** Runs the law with fresh seeds, or once with the seed given on the command line. */
  public static void check(int tries, Law law) {
    String replay = System.getProperty(SEED, "");
    if (!replay.isEmpty()) {
      attempt(Long.parseLong(replay), law);
      return;
    }
    SplittableRandom seeds = new SplittableRandom();
    int all = tries * Scale.of("debros.tries.factor", 1);
    for (int done = 0; done < all; done++) {
      attempt(seeds.nextLong(), law);
    }
  }

  private static void attempt(long seed, Law law) {
    try {
      law.holds(new SplittableRandom(seed));
    } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError failure) {
      throw new AssertionError(
          "The law fails; replay with -D" + SEED + "=" + seed + ": " + failure, failure);
    }
  }
}
