package io.debros.jpa.node;

import java.nio.file.Path;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The node behind a persistence unit; {@code entityManagerFactory.unwrap(NodeView.class)}. Answers
 * as things are when it is asked. Thread-safe; throws {@link IllegalStateException} once the
 * factory is closed.
 */
public interface NodeView {
  /** Id of the identity that signs what this node writes. */
  String identity();

  /** Where everything lies, absolute; null if it is kept in memory. */
  @Nullable Path directory();

  /** Address ({@code /orbitdb/zdpu…}) by name of every database that this node has. */
  SortedMap<String, String> databases();
}
