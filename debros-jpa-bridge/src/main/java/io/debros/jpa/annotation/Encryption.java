package io.debros.jpa.annotation;

/** Under which keys the rows of an entity are encrypted. */
public enum Encryption {
  /** As the setting {@code debros.encryption.data} says. */
  SETTING,
  /** They are not. */
  NONE,
  /** Under a key of the entity. */
  MODEL,
  /**
   * Those of each owner under a key of that owner, the same for all entities: forgetting it makes
   * everything of the owner unreadable. For user-scoped entities only.
   */
  OWNER
}
