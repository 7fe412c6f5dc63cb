package io.debros.jpa.metamodel;

/**
 * Where the generated numbers of an entity come from. Entities that name the same sequence share
 * it. Immutable.
 *
 * @param name of the sequence within the persistence unit
 * @param first the number that it begins with; at least 1
 * @param blockSize how many numbers a node claims at once; at least 1
 */
public record IdSequence(String name, long first, int blockSize) {
  /** What Jakarta Persistence allocates where nothing is said. */
  public static final int DEFAULT_BLOCK_SIZE = 50;

  /** A sequence that begins with 1. */
  public static IdSequence of(String name) {
    return new IdSequence(name, 1, DEFAULT_BLOCK_SIZE);
  }
}
