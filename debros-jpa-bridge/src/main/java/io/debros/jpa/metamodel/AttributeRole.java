package io.debros.jpa.metamodel;

/** What an attribute is to its entity. */
public enum AttributeRole {
  ID,
  VERSION,
  PLAIN
}
