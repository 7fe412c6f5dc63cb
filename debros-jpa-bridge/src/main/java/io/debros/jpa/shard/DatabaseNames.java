package io.debros.jpa.shard;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.EntityModel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Names of the databases of a persistence unit. Immutable, thread-safe.
 *
 * @param namespace what every name starts with; empty for none
 */
public record DatabaseNames(String namespace) {
  private static final String GLOBAL = "global";
  private static final String UNRESERVED = "._~-";

  /**
   * {@code global-user}, {@code ada-post-shard-1}.
   *
   * @param owner whose database; null for a global model
   * @param shard ignored unless the model is sharded
   */
  public String of(EntityModel model, @Nullable String owner, int shard) {
    return prefix()
        + (owner == null ? GLOBAL : encoded(owner))
        + suffix(model, model.placement().isSharded(), shard);
  }

  /** The owner in a name of one of the model's databases; null if it is no such name. */
  public @Nullable String findOwner(EntityModel model, String name) {
    return findOwner(model, model.placement().isSharded(), shards(model), name);
  }

  /** Whether a name is that of one of the model's databases. */
  public boolean isDatabase(EntityModel model, String name) {
    return isDatabase(model, PlacementRecord.of(model), name);
  }

  /** Whether a name is that of one of the model's databases where a record places them. */
  boolean isDatabase(EntityModel model, PlacementRecord placed, String name) {
    if (placed.isUserScoped()) {
      return findOwner(model, placed.isSharded(), placed.count(), name) != null;
    }
    return IntStream.range(0, placed.count())
        .mapToObj(shard -> prefix() + GLOBAL + suffix(model, placed.isSharded(), shard))
        .anyMatch(name::equals);
  }

  private @Nullable String findOwner(EntityModel model, boolean sharded, int shards, String name) {
    if (!name.startsWith(prefix())) {
      return null;
    }
    for (int shard = 0; shard < shards; shard++) {
      String suffix = suffix(model, sharded, shard);
      if (name.endsWith(suffix) && name.length() > prefix().length() + suffix.length()) {
        return decoded(name.substring(prefix().length(), name.length() - suffix.length()));
      }
    }
    return null;
  }

  /** Name of what all databases of a model share: {@code post.id}. */
  public String group(EntityModel model, String index) {
    return prefix() + model.modelName() + "." + index;
  }

  /** {@code global-id-blocks}: which node claimed which generated numbers. */
  public String idBlocks() {
    return prefix() + GLOBAL + "-id-blocks";
  }

  /** {@code global-owner-list}: of whom some node has databases. */
  public String ownerList() {
    return prefix() + GLOBAL + "-owner-list";
  }

  static int shards(EntityModel model) {
    return model.placement().isSharded() ? model.placement().count() : 1;
  }

  private String prefix() {
    return namespace.isEmpty() ? "" : namespace + "-";
  }

  private static String suffix(EntityModel model, boolean sharded, int shard) {
    String suffix = "-" + model.modelName();
    return sharded ? suffix + "-shard-" + shard : suffix;
  }

  private static String encoded(String owner) {
    if (owner.isEmpty()) {
      throw new IllegalArgumentException(
          problem("Owner is empty")
              .advice("Give the owner a text of at least one character")
              .toString());
    }
    StringBuilder name = new StringBuilder();
    for (byte b : owner.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(b)) {
        name.append((char) b);
      } else {
        name.append(String.format("%%%02X", b & 0xff));
      }
    }
    return name.toString();
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || UNRESERVED.indexOf(b) >= 0;
  }

  /** Null if a name that others gave is not one of ours. */
  private static @Nullable String decoded(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '%' && i + 2 < name.length()) {
        int high = Character.digit(name.charAt(i + 1), 16);
        int low = Character.digit(name.charAt(i + 2), 16);
        bytes.write(16 * high + low);
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    String owner = bytes.toString(StandardCharsets.UTF_8);
    return !owner.isEmpty() && encoded(owner).equals(name) ? owner : null;
  }
}
