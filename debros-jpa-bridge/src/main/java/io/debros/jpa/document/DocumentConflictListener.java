package io.debros.jpa.document;

/**
 * Told of conflicts, each once at this node, by the thread that commits or joins, after the change
 * is stored.
 */
public interface DocumentConflictListener {
  /** Two writes of one document that were made apart from each other. */
  void conflicted(DocumentConflict conflict);

  /** Two documents that were made apart from each other under one key. */
  void twinned(DocumentTwin twin);
}
