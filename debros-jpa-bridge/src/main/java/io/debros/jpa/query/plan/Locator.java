package io.debros.jpa.query.plan;

import java.util.List;

/**
 * An index over all databases of a model that tells where rows with some values are. Immutable.
 *
 * @param group of the index
 * @param index its name
 * @param values keys in it
 * @param attribute that it is of, to be explained
 */
public record Locator(String group, String index, List<byte[]> values, String attribute) {
  public Locator {
    values = List.copyOf(values);
  }
}
