package io.debros.jpa.merge;

/**
 * Counts {@code @Counter} attributes; {@code entityManager.unwrap(Counters.class)}. One thread at a
 * time.
 */
public interface Counters {
  /**
   * Counts up, or down by a negative amount, within the current transaction.
   *
   * @param attribute name of a {@code @Counter}
   * @throws jakarta.persistence.EntityNotFoundException if there is no such row
   * @throws IllegalArgumentException if the class is no entity, or the attribute no counter of it
   * @throws jakarta.persistence.TransactionRequiredException if no transaction is active
   */
  void add(Class<?> entity, Object id, String attribute, long amount);
}
