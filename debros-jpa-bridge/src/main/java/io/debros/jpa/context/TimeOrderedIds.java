package io.debros.jpa.context;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.IdGeneration;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * Positive 63-bit ids that grow with time and need no meeting of nodes: milliseconds, then 21 bits
 * that start at random and count up. Two nodes that create one id each in the same millisecond
 * collide once in two million times. Thread-safe.
 */
public final class TimeOrderedIds {
  private static final int LOW_BITS = 21;

  private final Clock clock;
  private final RandomGenerator random;
  private long last;

  public TimeOrderedIds(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * Refuses an entity whose numbers would not fit.
   *
   * @throws PersistenceException names entity and attribute, and what to do
   */
  public static void check(EntityModel model) {
    Class<?> type = model.id().javaType();
    boolean isLong = type == long.class || type == Long.class;
    if (model.generation() == IdGeneration.NUMERIC && !isLong) {
      throw new PersistenceException(
          problem("Time-ordered ids do not fit the attribute")
              .at("entity", model.name())
              .at("attribute", model.id().name())
              .at("type", type.getSimpleName())
              .advice("Make the id a Long, or set debros.id.numeric=blocks")
              .toString());
    }
  }

  /** An id that is greater than all before. */
  public synchronized long next() {
    long fresh = (clock.millis() << LOW_BITS) | random.nextLong(1L << LOW_BITS);
    last = Math.max(last + 1, fresh);
    return last;
  }
}
