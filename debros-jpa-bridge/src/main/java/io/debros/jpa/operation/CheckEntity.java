package io.debros.jpa.operation;

/**
 * An optimistic lock: the row is not written, but must still have its version at commit.
 *
 * @param expectedVersion document value of the version
 */
public record CheckEntity(Row row, Object expectedVersion) implements EntityOperation {

  @Override
  public EntityOperation then(EntityOperation next) {
    return next;
  }
}
