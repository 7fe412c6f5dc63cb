package io.debros.jpa.annotation;

/** What becomes of writes of one row that several nodes made apart from each other. */
public enum Merge {
  /** Each attribute takes the value of the last write that changed it. */
  ATTRIBUTE,
  /** The last write counts, with all its attributes: OrbitDB as it is. */
  DOCUMENT
}
