package io.debros.jpa.shard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the rows to read. Immutable.
 *
 * @param ids one of which each row has; null if unknown
 * @param owners stored values of the owner; null if unknown
 * @param keys stored values of the shard key; null if unknown
 */
public record Constraints(
    @Nullable List<RowId> ids, @Nullable List<Object> owners, @Nullable List<Object> keys) {
  /** Nothing is known. */
  public static final Constraints NONE = new Constraints(null, null, null);

  public Constraints {
    ids = ids == null ? null : List.copyOf(ids);
    owners = owners == null ? null : List.copyOf(owners);
    keys = keys == null ? null : List.copyOf(keys);
  }
}
