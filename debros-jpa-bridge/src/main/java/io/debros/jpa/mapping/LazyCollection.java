package io.debros.jpa.mapping;

/** A collection of an association that is read at its first use. One thread at a time. */
public interface LazyCollection {
  /** Whether its elements are there. */
  boolean isLoaded();

  /** Reads the elements, if they are not there yet. */
  void load();
}
