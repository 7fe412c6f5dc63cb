package io.debros.jpa.document;

/**
 * A document that was made under the key of another one by a node that did not know of that.
 * Immutable.
 *
 * @param entry hash of its first write: its name at all nodes
 * @param last hash of its last write
 * @param keeper the document that has the key; it is the same one at all nodes
 * @param other the document that waits for another key; its own key is the keeper's
 */
public record DocumentTwin(String entry, String last, Document keeper, Document other) {}
