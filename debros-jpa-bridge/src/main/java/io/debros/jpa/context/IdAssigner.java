package io.debros.jpa.context;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.IdGeneration;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Gives new entities their generated ids. Thread-safe. */
public final class IdAssigner {
  private final UuidGenerator uuids;
  private final @Nullable TimeOrderedIds numbers;

  private IdAssigner(UuidGenerator uuids, @Nullable TimeOrderedIds numbers) {
    this.uuids = uuids;
    this.numbers = numbers;
  }

  /** Knows text and UUID ids; refuses generated numbers. */
  public static IdAssigner uuids(Clock clock, RandomGenerator random) {
    return new IdAssigner(new UuidGenerator(clock, random), null);
  }

  /** Knows text and UUID ids, and gives {@code long} ids that grow with time. */
  public static IdAssigner uuidsAndNumbers(Clock clock, RandomGenerator random) {
    return new IdAssigner(new UuidGenerator(clock, random), new TimeOrderedIds(clock, random));
  }

  /**
   * Refuses an entity whose ids cannot be generated.
   *
   * @throws PersistenceException names entity and attribute, and what to do
   */
  public void check(EntityModel model) {
    if (model.generation() != IdGeneration.NUMERIC) {
      return;
    }
    Class<?> type = model.id().javaType();
    boolean isLong = type == long.class || type == Long.class;
    if (numbers == null || !isLong) {
      throw new PersistenceException(
          problem(
                  "Generated numeric ids need nodes to share out blocks, which is not available yet")
              .at("entity", model.name())
              .at("attribute", model.id().name())
              .at("type", type.getSimpleName())
              .advice(
                  "Set debros.id.numeric=time-ordered and make the id a Long, or use String or UUID,"
                      + " or assign ids yourself")
              .toString());
    }
  }

  /** Sets the id of a new entity if it is generated and not set yet; zero counts as not set. */
  void assign(EntityModel model, Object entity) {
    AttributeModel attribute = model.id();
    if (model.generation() != IdGeneration.ASSIGNED && !isSet(attribute.get(entity))) {
      attribute.set(entity, next(model.generation(), attribute.javaType()));
    }
  }

  /** Whether this value of a generated id means anything. */
  static boolean isSet(@Nullable Object id) {
    return id != null && !(id instanceof Number number && number.longValue() == 0);
  }

  private Object next(IdGeneration generation, Class<?> type) {
    return switch (generation) {
      case TIME_ORDERED_UUID -> uuid(uuids.next(), type);
      case RANDOM_UUID -> uuid(UUID.randomUUID(), type);
      case NUMERIC -> number();
      case ASSIGNED -> throw new IllegalStateException("Assigned ids are not generated");
    };
  }

  private static Object uuid(UUID uuid, Class<?> type) {
    return type == UUID.class ? uuid : uuid.toString();
  }

  private long number() {
    if (numbers == null) {
      throw new IllegalStateException("Numeric ids were refused at start");
    }
    return numbers.next();
  }
}
