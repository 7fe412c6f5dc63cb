package io.debros.store.storage;

import static io.debros.store.error.Problem.problem;

import java.util.regex.Pattern;

/**
 * A named part of a {@link Storage} with its own key order: a column family in RocksDB. Created on
 * first use.
 *
 * @param name lower-case letters and hyphens, a letter first; anything else is refused
 */
public record Space(String name) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z-]*");

  public Space {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          problem("Space has a bad name")
              .at("name", name)
              .advice("Use lower-case letters and hyphens, a letter first")
              .toString());
    }
  }
}
