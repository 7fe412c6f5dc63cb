package io.debros.store.index;

/** What an index consists of; see {@link IndexAudit}. */
public enum IndexPart {
  /** Winning entries by key. */
  KEYS,
  /** Keys by the order of their entries. */
  ORDER,
  /** Keys by field value. */
  FIELDS,
  /** Number of live keys. */
  COUNT,
  /** Numbers of databases and indexes, and how far each is built. */
  CATALOGUE
}
