package io.debros.jpa.metamodel;

/** Where the id of a new entity comes from. The id attribute's type says what form it takes. */
public enum IdGeneration {
  /** The application sets it. */
  ASSIGNED,
  /** A UUID version 7: as {@code UUID} or as text. */
  TIME_ORDERED_UUID,
  /** A random UUID (RFC 4122 version 4): {@code GenerationType.UUID} on a {@code UUID}. */
  RANDOM_UUID,
  /** A number of a sequence: small, and ascending at each node. */
  NUMERIC
}
