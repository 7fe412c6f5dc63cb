package io.debros.jpa.annotation;

/** The database type that holds the rows of an entity. */
public enum StoreType {
  /** OrbitDB {@code documents}: one document per row. */
  DOCSTORE,
  /** OrbitDB {@code keyvalue}. Refused at start until the store has it. */
  KEYVALUE,
  /** OrbitDB {@code events}, append-only. Refused at start until the store has it. */
  EVENTLOG,
  /** OrbitDB {@code events} with tombstones. Refused at start until the store has it. */
  FEED,
  /** A counter. Refused at start until the store has it. */
  COUNTER
}
