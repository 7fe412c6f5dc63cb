package io.debros.jpa.context;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.IdGeneration;
import io.debros.store.error.DebrosException;
import jakarta.persistence.PersistenceException;
import java.math.BigInteger;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Gives new entities their generated ids. Thread-safe. */
public final class IdAssigner {
  private final UuidGenerator uuids;
  private final ToLongFunction<EntityModel> numbers;

  /**
   * @param numbers gives the next number of an entity
   */
  public IdAssigner(UuidGenerator uuids, ToLongFunction<EntityModel> numbers) {
    this.uuids = uuids;
    this.numbers = numbers;
  }

  /** Sets the id of a new entity if it is generated and not set yet; zero counts as not set. */
  void assign(EntityModel model, Object entity) {
    AttributeModel attribute = model.id();
    if (model.generation() != IdGeneration.ASSIGNED && !isSet(attribute.get(entity))) {
      attribute.set(entity, next(model));
    }
  }

  /** Whether this value of a generated id means anything. */
  static boolean isSet(@Nullable Object id) {
    return id != null && !(id instanceof Number number && number.longValue() == 0);
  }

  private Object next(EntityModel model) {
    Class<?> type = model.id().javaType();
    return switch (model.generation()) {
      case TIME_ORDERED_UUID -> uuid(uuids.next(), type);
      case RANDOM_UUID -> uuid(UUID.randomUUID(), type);
      case NUMERIC -> number(model, type);
      case ASSIGNED -> throw new IllegalStateException("Assigned ids are not generated");
    };
  }

  private static Object uuid(UUID uuid, Class<?> type) {
    return type == UUID.class ? uuid : uuid.toString();
  }

  private Object number(EntityModel model, Class<?> type) {
    try {
      long next = numbers.applyAsLong(model);
      if (type == long.class || type == Long.class) {
        return next;
      }
      if (type == int.class || type == Integer.class) {
        return Math.toIntExact(next);
      }
      return small(next, type);
    } catch (ArithmeticException tooLarge) {
      throw new PersistenceException(
          problem("Generated id does not fit the attribute any more")
              .at("entity", model.name())
              .at("attribute", model.id().name())
              .at("type", type.getSimpleName())
              .advice("Make the id a long; rows that are stored need no change")
              .toString(),
          tooLarge);
    } catch (DebrosException | IllegalStateException failure) {
      throw new PersistenceException(failure.getMessage(), failure);
    }
  }

  private static Object small(long number, Class<?> type) {
    BigInteger exact = BigInteger.valueOf(number);
    if (type == BigInteger.class) {
      return exact;
    }
    boolean isShort = type == short.class || type == Short.class;
    return isShort ? (Object) exact.shortValueExact() : (Object) exact.byteValueExact();
  }
}
