package io.debros.jpa.metamodel;

/** What an attribute is to its entity. */
public enum AttributeRole {
  ID,
  VERSION,
  /** A {@code @Counter}. */
  COUNTER,
  /** A {@code @CrdtSet}. */
  CRDT_SET,
  PLAIN
}
