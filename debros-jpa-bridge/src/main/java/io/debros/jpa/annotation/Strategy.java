package io.debros.jpa.annotation;

/** How a row finds its shard. */
public enum Strategy {
  /** One database, no shards. */
  NONE,
  /** The first 8 hex digits of SHA-256 of the key's text, modulo the number of shards. */
  HASH,
  /** The owner picks the set of databases, {@link #HASH} of the id the shard inside it. */
  USER,
  /** Ordered split points; see {@link Sharding#ranges()}. */
  RANGE
}
