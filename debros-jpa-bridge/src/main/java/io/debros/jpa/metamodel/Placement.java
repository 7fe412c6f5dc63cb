package io.debros.jpa.metamodel;

import io.debros.jpa.annotation.Encryption;
import io.debros.jpa.annotation.Merge;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.StoreType;
import io.debros.jpa.annotation.Strategy;
import java.util.List;

/**
 * Where the rows of an entity live and how they merge: {@code @Model}, checked.
 *
 * @param scope whose databases
 * @param storeType the database type
 * @param strategy how a row finds its shard
 * @param count number of shards, at least 1; for {@link Strategy#RANGE} one more than split points
 * @param key the attribute whose value picks the shard; the id for {@link Strategy#USER} and {@link
 *     Strategy#NONE}
 * @param ranges ascending split points of {@link Strategy#RANGE}, else empty
 * @param merge what becomes of concurrent writes
 * @param encryption under which keys rows are encrypted
 */
public record Placement(
    Scope scope,
    StoreType storeType,
    Strategy strategy,
    int count,
    AttributeModel key,
    List<String> ranges,
    Merge merge,
    Encryption encryption) {
  public Placement {
    ranges = List.copyOf(ranges);
  }

  /** Whether each owner has databases of their own. */
  public boolean isUserScoped() {
    return scope == Scope.USER;
  }

  /** Whether database names carry a shard number. */
  public boolean isSharded() {
    return strategy != Strategy.NONE;
  }
}
