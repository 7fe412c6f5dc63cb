package io.debros.jpa.shard;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which databases of a model are read. Immutable.
 *
 * @param owners whose databases, sorted; null for all owners, or if the model is global
 * @param shards numbers of the shards; null for all
 * @param total number of shards of each owner or of the model; 0 if it is unsharded
 * @param userScoped whether owners have databases of their own
 */
public record ShardSelection(
    @Nullable List<String> owners,
    @Nullable SortedSet<Integer> shards,
    int total,
    boolean userScoped) {
  public ShardSelection {
    owners = owners == null ? null : List.copyOf(owners);
    shards = shards == null ? null : new TreeSet<>(shards);
  }

  /** Whether it is one database, known by name. */
  public boolean isExact() {
    boolean oneOwner = !userScoped || (owners != null && owners.size() <= 1);
    boolean oneShard = total <= 1 || (shards != null && shards.size() <= 1);
    return oneOwner && oneShard;
  }

  /** {@code owners ['ada'] shards [0, 3]}; empty for a model with one database. */
  @Override
  public String toString() {
    return (ownersText() + " " + shardsText()).trim();
  }

  private String ownersText() {
    if (!userScoped) {
      return "";
    }
    return owners == null
        ? "owners all"
        : owners.stream()
            .map(owner -> "'" + owner + "'")
            .collect(Collectors.joining(", ", "owners [", "]"));
  }

  private String shardsText() {
    if (total == 0) {
      return "";
    }
    return shards == null ? "shards all " + total : "shards " + shards;
  }
}
