package io.debros.jpa.annotation;

/** Whose databases hold the rows of an entity. */
public enum Scope {
  /** One set of databases for everybody: {@code global-<model>}. */
  GLOBAL,
  /** One set of databases per owner: {@code <userId>-<model>}; see {@link Owner}. */
  USER
}
