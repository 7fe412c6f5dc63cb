package io.debros.jpa.document;

/**
 * Told of conflicts, each once at this node, by the thread that commits or joins, after the change
 * is stored.
 */
@FunctionalInterface
public interface DocumentConflictListener {
  /** One conflict. */
  void conflicted(DocumentConflict conflict);
}
